#include "config_checks.hpp"

#include "config_examination.hpp"
#include "report.hpp"

namespace sscard::tool {
namespace {

constexpr std::string_view backends_prefix = "backends.";

/// One line a look at a key.
struct KeyCheck {
    std::string_view key;  // of a backend: without its section
    void (*look)(const ConfigLine& line, ConfigExamination& exam);
};

constexpr KeyCheck key_checks[] = {
    {"reader.select", check_card_file},
    {"backend.use", check_backend_in_use},
    {"kind", check_backend_kind},
    {"url", check_address},
    {"ca_file", check_issuers},
    {"certificate_file", check_certificate},
    {"key_file", check_private_key},
    {"token_file", check_token},
    {"program", check_program},
    {"journal.key_file", check_journal_key},
    {"calendar.holidays", check_dates},
    {"calendar.working_weekends", check_dates},
    {"calendar.working_weekends", check_weekends},
};

void look_at(const ConfigLine& line, ConfigExamination& exam) {
    if (!is_heeded(line, exam.file())) return;
    const auto section = line.backend();
    const auto name = section.empty() ? line.key : line.key.substr(line.key.rfind('.') + 1);
    for (const auto& check : key_checks) {
        if (check.key == name) check.look(line, exam);
    }
}

}  // namespace

void sort_by_line(std::vector<ConfigMistake>& mistakes) {
    std::stable_sort(mistakes.begin(), mistakes.end(),
                     [](const auto& a, const auto& b) { return a.line < b.line; });
}

std::string ConfigLine::backend() const {
    if (!key.starts_with(backends_prefix)) return {};
    return key.substr(backends_prefix.size(), key.rfind('.') - backends_prefix.size());
}

ConfigMistake ConfigExamination::located(std::string_view code, const ConfigLine& line, Error error) const {
    const std::vector<std::string> place{file_->path().string(), std::to_string(line.entry.line), line.key};
    error.fault = Fault::config;
    return {code, line.entry.line, line.key, std::move(error).in(filled(msgid("{0}, line {1}: {2}"), place))};
}

ConfigFindings ConfigExamination::findings() && {
    sort_by_line(findings_.mistakes);
    sort_by_line(findings_.warnings);
    return std::move(findings_);
}

ConfigFindings check_configuration(const ConfigFile& file, const std::vector<ConfigMistake>& wrong_lines,
                                   activation::TimePoint now) {
    ConfigExamination exam{file, wrong_lines, now};
    for (const auto& [key, entry] : file.entries()) look_at({key, entry}, exam);
    for (const auto& backend : file.backends()) check_section(backend, exam);
    return std::move(exam).findings();
}

}  // namespace sscard::tool
