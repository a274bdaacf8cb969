#pragma once

#include <algorithm>
#include <sscard/activation/clock.hpp>
#include <string>
#include <string_view>

#include "config_checks.hpp"

namespace sscard::tool {

/// A line of the file that is looked at.
struct ConfigLine {
    const std::string& key;  // "backends.province.url"
    const ConfigFile::Entry& entry;

    /// The name of the backend whose section it stands in; empty: in another section.
    std::string backend() const;
    /// Another key of the same section.
    std::string beside(std::string_view name) const { return key.substr(0, key.rfind('.') + 1).append(name); }
};

/// The file that is looked at, and what was found in it so far.
class ConfigExamination {
public:
    ConfigExamination(const ConfigFile& file, const std::vector<ConfigMistake>& wrong_lines,
                      activation::TimePoint now)
        : file_{&file}, wrong_lines_{&wrong_lines}, now_{now} {}

    const ConfigFile& file() const noexcept { return *file_; }
    activation::TimePoint now() const noexcept { return now_; }

    /// Whether the file has the key, and be it with a wrong value.
    bool has(const std::string& key) const {
        return file_->find(key) || std::any_of(wrong_lines_->begin(), wrong_lines_->end(),
                                               [&](const ConfigMistake& wrong) { return wrong.key == key; });
    }

    void mistake(std::string_view code, const ConfigLine& line, Error error) {
        findings_.mistakes.push_back(located(code, line, std::move(error)));
    }
    void warning(std::string_view code, const ConfigLine& line, Error error) {
        findings_.warnings.push_back(located(code, line, std::move(error)));
    }

    /// By line.
    ConfigFindings findings() &&;

private:
    ConfigMistake located(std::string_view code, const ConfigLine& line, Error error) const;

    const ConfigFile* file_;
    const std::vector<ConfigMistake>* wrong_lines_;
    activation::TimePoint now_;
    ConfigFindings findings_;
};

/// A mistake in its own words.
inline Error config_error(const char* sentence, std::vector<std::string> words, const char* cure) {
    return Error{Fault::config, "check configuration"}.because(sentence, std::move(words), cure);
}

// One look a line of the table in config_checks.cpp.
void check_backend_in_use(const ConfigLine& line, ConfigExamination& exam);
void check_backend_kind(const ConfigLine& line, ConfigExamination& exam);
void check_address(const ConfigLine& line, ConfigExamination& exam);
void check_card_file(const ConfigLine& line, ConfigExamination& exam);
void check_issuers(const ConfigLine& line, ConfigExamination& exam);
void check_certificate(const ConfigLine& line, ConfigExamination& exam);
void check_private_key(const ConfigLine& line, ConfigExamination& exam);
void check_token(const ConfigLine& line, ConfigExamination& exam);
void check_program(const ConfigLine& line, ConfigExamination& exam);
void check_journal_key(const ConfigLine& line, ConfigExamination& exam);
void check_dates(const ConfigLine& line, ConfigExamination& exam);
void check_weekends(const ConfigLine& line, ConfigExamination& exam);

/// What the backend of the section, as a whole, has not or has in vain.
void check_section(const std::string& backend, ConfigExamination& exam);

/// Whether the key means something to the kind of its backend.
bool is_heeded(const ConfigLine& line, const ConfigFile& file);

}  // namespace sscard::tool
