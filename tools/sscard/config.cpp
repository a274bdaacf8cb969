#include <array>

#include "config_checks.hpp"
#include "language.hpp"
#include "verb.hpp"

namespace sscard::tool {
namespace {

constexpr std::array<std::string_view, 4> source_words{"option", "environment", "file", "default"};

/// What the file says beyond the settings: backends, journal, calendar.
std::vector<std::pair<std::string, ConfigFile::Entry>> beyond_settings(const ConfigFile& file) {
    auto entries = file.entries();
    for (const auto& setting : setting_table())
        std::erase_if(entries, [&](const auto& entry) { return entry.first == setting.file_key; });
    return entries;
}

void add(Report& report, std::vector<std::vector<std::string>>& lines, std::string_view name, Json value,
         Source source, const std::string& where) {
    const auto word = source_words[static_cast<std::size_t>(source)];
    const auto shown = value.is_string() ? value.get<std::string>() : value.dump();
    lines.push_back(
        {std::string{name}, shown.empty() ? "-" : shown, where.empty() ? std::string{word} : where});
    report.document["settings"].push_back({{"name", name},
                                           {"value", std::move(value)},
                                           {"source", word},
                                           {"where", where.empty() ? Json(nullptr) : Json(where)}});
}

Result<Report> show(const Desk& desk) {
    const auto& file = desk.settings.file();
    Report report{{{"schema", "sscard.config/1"},
                   {"file", file.path().empty() ? Json(nullptr) : Json(file.path().string())},
                   {"settings", Json::array()}},
                  {}};
    std::vector<std::vector<std::string>> lines;
    for (const auto& setting : setting_table()) {
        const auto& value = desk.settings.value(setting.key);
        add(report, lines, setting.name, value.text, value.source, value.where);
    }
    for (const auto& [key, entry] : beyond_settings(file)) {
        add(report, lines, key, entry.items.empty() ? Json(entry.text) : Json(entry.items), Source::file,
            file.path().string() + ":" + std::to_string(entry.line));
    }
    report.list = "settings";
    report.text = columns(lines);
    return report;
}

/// One list of the document, and its lines for people.
void add_mistakes(Report& report, const char* list, const std::vector<ConfigMistake>& mistakes,
                  const char* line) {
    for (const auto& mistake : mistakes) {
        const auto said = error_document(mistake.error)["error"];
        report.document[list].push_back({{"code", mistake.code},
                                         {"line", mistake.line},
                                         {"key", mistake.key.empty() ? Json(nullptr) : Json(mistake.key)},
                                         {"message", said["message"]},
                                         {"hint", said["hint"]}});
        report.text += filled(line, {explained(mistake.error)}) + "\n";
    }
}

Report examined(const std::filesystem::path& path, ConfigFindings found) {
    Report report{{{"schema", "sscard.config_check/1"},
                   {"file", path.string()},
                   {"mistakes", Json::array()},
                   {"warnings", Json::array()}},
                  {}};
    add_mistakes(report, "mistakes", found.mistakes, "{0}");
    add_mistakes(report, "warnings", found.warnings, msgid("Warning: {0}"));
    if (found.mistakes.empty()) {
        report.text += path.string() + ": " + tr(msgid("no mistakes")) + "\n";
        return report;
    }
    report.verdict = Error{Fault::config, "check configuration"}.because(
        msgid("{0} has {1} mistakes"), {path.string(), std::to_string(found.mistakes.size())},
        msgid("Correct them and check again."));
    return report;
}

Result<Report> check(const std::string& named, const GivenOptions& given) {
    const auto path = named.empty() ? config_path(given) : std::filesystem::path{named};
    if (path.empty()) {
        return Report{
            {{"schema", "sscard.config_check/1"},
             {"file", nullptr},
             {"mistakes", Json::array()},
             {"warnings", Json::array()}},
            std::string{tr(msgid("There is no configuration file: defaults are in force."))} + "\n"};
    }
    std::vector<ConfigMistake> wrong_lines;
    return ConfigFile::load(path, wrong_lines).map([&](const ConfigFile& file) {
        auto found = check_configuration(file, wrong_lines, activation::system_now());
        found.mistakes.insert(found.mistakes.begin(), wrong_lines.begin(), wrong_lines.end());
        sort_by_line(found.mistakes);
        return examined(path, std::move(found));
    });
}

}  // namespace

void add_config(Verb app, Chosen& chosen) {
    auto group = app.group("config", msgid("The configuration"));
    group.verb("show", msgid("Show every setting in force and where it came from"),
               "  sscard config show\n"
               "  sscard config show --json\n",
               chosen, show);
    auto file = std::make_shared<std::string>();
    // Before the settings are made of it: a broken file must not keep the check from running.
    group
        .verb("check", msgid("Find every mistake in the configuration file"),
              "  sscard config check\n"
              "  sscard config check new.toml\n",
              [&chosen, file] {
                  chosen.run_without_settings = [file](const GivenOptions& given) {
                      return check(*file, given);
                  };
              })
        .optional_operand("file FILE", *file, msgid("another file than the one in force"));
}

}  // namespace sscard::tool
