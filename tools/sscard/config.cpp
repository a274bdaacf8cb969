#include <array>

#include "language.hpp"
#include "verb.hpp"

namespace sscard::tool {
namespace {

constexpr std::array<std::string_view, 4> source_words{"option", "environment", "file", "default"};

Result<Report> show(const Desk& desk) {
    const auto& path = desk.settings.file().path();
    Report report{{{"schema", "sscard.config/1"},
                   {"file", path.empty() ? Json(nullptr) : Json(path.string())},
                   {"settings", Json::array()}},
                  {}};
    std::vector<std::vector<std::string>> lines;
    for (const auto& setting : setting_table()) {
        const auto& value = desk.settings.value(setting.key);
        const auto source = source_words[static_cast<std::size_t>(value.source)];
        report.document["settings"].push_back(
            {{"name", setting.name},
             {"value", value.text},
             {"source", source},
             {"where", value.where.empty() ? Json(nullptr) : Json(value.where)}});
        lines.push_back({std::string{setting.name}, value.text.empty() ? "-" : value.text,
                         value.where.empty() ? std::string{source} : value.where});
    }
    report.list = "settings";
    report.text = columns(lines);
    return report;
}

Result<Report> check(const std::string& named, const GivenOptions& given) {
    const auto path = named.empty() ? config_path(given) : std::filesystem::path{named};
    if (path.empty()) {
        return Report{
            {{"schema", "sscard.config_check/1"}, {"file", nullptr}, {"mistakes", Json::array()}},
            std::string{tr(msgid("There is no configuration file: defaults are in force."))} + "\n"};
    }
    std::vector<Error> mistakes;
    const auto file = ConfigFile::load(path, &mistakes);
    if (!file && mistakes.empty()) return tl::unexpected{file.error()};
    Report report{{{"schema", "sscard.config_check/1"}, {"file", path.string()}, {"mistakes", Json::array()}},
                  {}};
    for (const auto& mistake : mistakes) {
        const auto message = error_document(mistake)["error"];
        report.document["mistakes"].push_back({{"message", message["message"]}, {"hint", message["hint"]}});
        report.text += explained(mistake) + "\n";
    }
    if (!mistakes.empty()) {
        report.verdict = Error{Fault::config, "check configuration"}.because(
            msgid("{0} has {1} mistakes"), {path.string(), std::to_string(mistakes.size())},
            msgid("Correct them and check again."));
    } else {
        report.text = path.string() + ": " + tr(msgid("no mistakes")) + "\n";
    }
    return report;
}

}  // namespace

void add_config(CLI::App& app, Chosen& chosen) {
    auto* group = add_group(app, "config", msgid("The configuration"));
    add_verb(*group, "show", msgid("Show every setting in force and where it came from"),
             "  sscard config show\n"
             "  sscard config show --json\n",
             chosen, show);
    auto file = std::make_shared<std::string>();
    auto* check_verb = add_verb(*group, "check", msgid("Find every mistake in the configuration file"),
                                "  sscard config check\n"
                                "  sscard config check new.toml\n",
                                chosen, {});
    check_verb->add_option("file", *file, tr(msgid("another file than the one in force")))
        ->option_text("FILE");
    // Before the settings are made of it: a broken file must not keep the check from running.
    check_verb->callback([&chosen, file] {
        chosen.run_without_settings = [file](const GivenOptions& given) { return check(*file, given); };
    });
}

}  // namespace sscard::tool
