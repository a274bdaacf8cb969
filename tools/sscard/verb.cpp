#include "verb.hpp"

#include <fmt/format.h>

#include "language.hpp"

namespace sscard::tool {

CLI::App* add_verb(CLI::App& parent, const std::string& name, const char* help, const char* examples,
                   Chosen& chosen, Run run) {
    auto* verb = parent.add_subcommand(name, tr(help));
    verb->footer(fmt::format("{}\n{}", tr(msgid("Examples:")), examples));
    verb->callback([&chosen, run = std::move(run)] { chosen.run = run; });
    return verb;
}

void add_setting(CLI::App& app, Key key, Chosen& chosen) {
    const auto& setting = spec(key);
    const auto help = fmt::format("{} [{}]", tr(setting.help), setting.variable());
    const std::string name{setting.name};
    if (setting.is_flag()) {
        app.add_flag_callback(
            setting.flags, [&chosen, name] { chosen.options[name] = "1"; }, help);
        return;
    }
    app.add_option_function<std::string>(
           setting.flags, [&chosen, name](const std::string& text) { chosen.options[name] = text; }, help)
        ->option_text(setting.placeholder);
}

}  // namespace sscard::tool
