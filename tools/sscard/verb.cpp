#include "verb.hpp"

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "language.hpp"

namespace sscard::tool {
namespace {

/// The parser names the groups of help before it can be told otherwise.
void translate_groups(CLI::App& verb) {
    verb.group(tr(msgid("Verbs")));
    verb.get_help_ptr()->group(tr(msgid("Options")));
}

}  // namespace

CLI::App* add_group(CLI::App& parent, const std::string& name, const char* help) {
    auto* group = parent.add_subcommand(name, tr(help));
    translate_groups(*group);
    group->require_subcommand(1);
    return group;
}

CLI::App* add_verb(CLI::App& parent, const std::string& name, const char* help, const char* examples,
                   Chosen& chosen, Run run) {
    auto* verb = parent.add_subcommand(name, tr(help));
    translate_groups(*verb);
    verb->footer(fmt::format("{}\n\n{}\n{}", tr(msgid("The options of sscard --help may stand here too.")),
                             tr(msgid("Examples:")), examples));
    verb->callback([&chosen, run = std::move(run)] { chosen.run = run; });
    return verb;
}

CLI::Option* add_setting(CLI::App& app, Key key, Chosen& chosen) {
    const auto& setting = spec(key);
    const auto help = fmt::format("{} [{}]", tr(setting.help), setting.variable());
    const std::string name{setting.name};
    if (setting.is_flag()) {
        return app.add_flag_callback(
            setting.flags, [&chosen, name] { chosen.options[name] = "1"; }, help);
    }
    return app
        .add_option_function<std::string>(
            setting.flags, [&chosen, name](const std::string& text) { chosen.options[name] = text; }, help)
        ->option_text(setting.value_name);
}

}  // namespace sscard::tool
