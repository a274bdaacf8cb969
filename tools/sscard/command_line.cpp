#include "command_line.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <string>
#include <vector>

#include "language.hpp"
#include "nearest.hpp"

namespace sscard::tool {
namespace {

void translate_headings(CLI::App& app) {
    const auto formatter = app.get_formatter();
    for (const auto* label : {msgid("Usage"), msgid("OPTIONS"), msgid("SUBCOMMAND"), msgid("SUBCOMMANDS"),
                              msgid("Positionals"), msgid("REQUIRED")})
        formatter->label(label, tr(label));
    app.option_defaults()->group(tr(msgid("Options")));
}

void declare(CLI::App& app, Chosen& chosen) {
    translate_headings(app);
    app.option_defaults()->disable_flag_override();  // --pin=123456 is no way to give one
    app.fallthrough();
    app.require_subcommand(1);
    app.set_help_flag("-h,--help", tr(msgid("print this help")));
    app.set_version_flag("--version", fmt::format("sscard {}", SSCARD_VERSION),
                         tr(msgid("print the version")));
    app.add_flag_callback(
        "--json", [&chosen] { chosen.options["format"] = "json"; }, tr(msgid("the same as --format json")));
    const Verb program{app};
    for (const auto& setting : setting_table()) {
        program.setting(setting.key, chosen, setting.of_terminal ? msgid("Who asks") : msgid("Options"));
    }
    for (const auto add : {add_readers, add_read, add_activate, add_status, add_batch, add_journal,
                           add_authority, add_card, add_pin, add_apdu, add_doctor, add_config})
        add(program, chosen);
    app.footer(fmt::format("{}\n{}", tr(msgid("Examples:")),
                           "  sscard readers\n"
                           "  sscard read\n"
                           "  sscard read --reader mock: --json\n"
                           "  sscard activate\n"
                           "  sscard VERB --help\n"));
}

constexpr const char* step = "options";
constexpr std::string_view hidden = "***";

/// Numbers and names are personal; names of verbs and options look like this.
bool is_plain(std::string_view word) noexcept {
    return std::all_of(word.begin(), word.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

std::string shown(std::string_view word) { return std::string{is_plain(word) ? word : hidden}; }

void hide(std::string& text, std::string_view word) {
    constexpr std::size_t shortest = 3;  // one Chinese character; less than that is a count or "-r"
    if (word.size() < shortest || is_plain(word)) return;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + hidden.size()))
        text.replace(at, word.size(), hidden);
}

/// The parser quotes what was typed.
std::string without_values(std::string text, std::span<char* const> arguments) {
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        const std::string_view argument{arguments[i]};
        const auto equals = argument.find('=');
        if (equals != std::string_view::npos) hide(text, argument.substr(equals + 1));
        hide(text, argument);
    }
    return text;
}

/// The innermost verb that was understood, and how it is called: "sscard authority".
struct Understood {
    const CLI::App* app;
    std::string path;
};

Understood innermost(const CLI::App& app) {
    Understood found{&app, app.get_name()};
    for (auto inner = app.get_subcommands(); !inner.empty(); inner = found.app->get_subcommands()) {
        found.app = inner.front();
        found.path += " " + found.app->get_name();
    }
    return found;
}

std::vector<std::string> verbs_of(const CLI::App& app) {
    std::vector<std::string> names;
    for (const auto* verb : app.get_subcommands([](const CLI::App*) { return true; }))
        names.push_back(verb->get_name());
    return names;
}

/// Options of a verb and, because they may stand behind it, of all above it.
std::vector<std::string> options_of(const CLI::App& app) {
    std::vector<std::string> names;
    for (const auto* at = &app; at != nullptr; at = at->get_parent()) {
        for (const auto* option : at->get_options()) {
            for (const auto& name : option->get_lnames()) names.push_back("--" + name);
        }
    }
    return names;
}

Error because(const char* sentence, const std::string& word, const std::string& meant,
              const std::string& path) {
    return Error{Fault::usage, step}.because(
        sentence, {shown(word), meant, path},
        meant.empty() ? msgid("See {2} --help.") : msgid("Did you mean: {1}?"));
}

Error wrong_command_line(const CLI::App& app, const CLI::ParseError& wrong,
                         std::span<char* const> arguments) {
    const auto [inner, path] = innermost(app);
    const auto unexpected = app.remaining(true);
    if (unexpected.empty()) {
        return Error{Fault::usage, step}.because(
            msgid("{0}"), {without_values(wrong.what(), arguments), path}, msgid("See {1} --help."));
    }
    const auto word = unexpected.front().substr(0, unexpected.front().find('='));
    if (word.starts_with('-'))
        return because(msgid("there is no option {0}"), word, nearest(word, options_of(*inner)).value_or(""),
                       path);
    const auto verbs = verbs_of(*inner);
    if (verbs.empty()) return because(msgid("one word too many: {0}"), word, {}, path);
    const auto close = nearest(word, verbs);
    return because(msgid("there is no verb {0}"), word, close ? path + " " + *close : "", path);
}

}  // namespace

Result<bool> parse(std::span<char* const> arguments, Chosen& chosen) {
    CLI::App app{tr(msgid("Reads the Chinese social security card and asks the authority to activate it.")),
                 "sscard"};
    declare(app, chosen);
    try {
        app.parse(static_cast<int>(arguments.size()), arguments.data());
        return true;
    } catch (const CLI::Success& shown) {
        app.exit(shown);
        return false;
    } catch (const CLI::ParseError& wrong) {
        return tl::unexpected{wrong_command_line(app, wrong, arguments)};
    }
}

}  // namespace sscard::tool
