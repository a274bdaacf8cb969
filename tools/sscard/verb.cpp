#include "verb.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "language.hpp"

namespace sscard::tool {
namespace {

/// The parser names the groups of help before it can be told otherwise.
CLI::App* add(CLI::App& parent, const std::string& name, const char* help) {
    auto* verb = parent.add_subcommand(name, tr(help));
    verb->group(tr(msgid("Verbs")));
    verb->get_help_ptr()->group(tr(msgid("Options")));
    return verb;
}

template <class T>
CLI::Option* add(CLI::App& verb, const std::string& synopsis, T& target, const char* help) {
    const auto space = synopsis.find(' ');
    return verb.add_option(synopsis.substr(0, space), target, tr(help))
        ->option_text(synopsis.substr(space + 1));
}

}  // namespace

void Verb::flag(const char* name, bool& target, const char* help) const {
    app_->add_flag(name, target, tr(help));
}

template <class T>
void Verb::option(const std::string& synopsis, T& target, const char* help) const {
    add(*app_, synopsis, target, help);
}

void Verb::choice(const std::string& synopsis, std::string& target, const char* help,
                  const std::vector<std::string>& words) const {
    add(*app_, synopsis, target, help)->check(CLI::IsMember(words));
}

void Verb::operand(const std::string& synopsis, std::string& target, const char* help) const {
    add(*app_, synopsis, target, help)->required();
}

template <class T>
void Verb::optional_operand(const std::string& synopsis, T& target, const char* help) const {
    add(*app_, synopsis, target, help);
}

void Verb::setting(Key key, Chosen& chosen, const char* heading) const {
    const auto& setting = spec(key);
    const auto help = fmt::format("{} [{}]", tr(setting.help), setting.variable());
    const std::string name{setting.name};
    auto* option =
        setting.is_flag()
            ? app_->add_flag_callback(
                  setting.flags, [&chosen, name] { chosen.options[name] = "1"; }, help)
            : app_->add_option_function<std::string>(
                      setting.flags,
                      [&chosen, name](const std::string& text) { chosen.options[name] = text; }, help)
                  ->option_text(setting.value_name);
    option->group(tr(heading));
}

Verb Verb::verb(const std::string& name, const char* help, const char* examples,
                std::function<void()> when_chosen) const {
    auto* verb = add(*app_, name, help);
    verb->footer(fmt::format("{}\n\n{}\n{}", tr(msgid("The options of sscard --help may stand here too.")),
                             tr(msgid("Examples:")), examples));
    verb->callback(std::move(when_chosen));
    return Verb{*verb};
}

Verb Verb::verb(const std::string& name, const char* help, const char* examples, Chosen& chosen,
                Run run) const {
    return verb(name, help, examples, [&chosen, run = std::move(run)] { chosen.run = run; });
}

Verb Verb::group(const std::string& name, const char* help) const {
    auto* group = add(*app_, name, help);
    group->require_subcommand(1);
    return Verb{*group};
}

template void Verb::option(const std::string&, std::string&, const char*) const;
template void Verb::option(const std::string&, std::optional<std::string>&, const char*) const;
template void Verb::option(const std::string&, std::size_t&, const char*) const;
template void Verb::optional_operand(const std::string&, std::string&, const char*) const;
template void Verb::optional_operand(const std::string&, std::vector<std::string>&, const char*) const;

}  // namespace sscard::tool
