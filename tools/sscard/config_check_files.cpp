#include <unistd.h>

#include <cstdlib>
#include <sscard/backend/http.hpp>

#include "certificates.hpp"
#include "config_examination.hpp"
#include "credentials.hpp"
#include "files.hpp"

namespace sscard::tool {
namespace {

namespace fs = std::filesystem;
using activation::iso_date;

constexpr std::size_t longest_file = 1U << 20U;
constexpr std::chrono::hours soon{24 * 30};
constexpr const char* new_certificate = msgid("Have a new one issued.");

/// Where the file is, as far as that can be told from here.
std::optional<fs::path> place_on(const ConfigLine& line, ConfigExamination& exam) {
    auto place = place_of(line.entry.text);
    if (place) return *std::move(place);
    if (has_credentials()) {
        exam.mistake("no_credential", line, place.error());
    } else {
        exam.warning("credential_not_known_here", line, place.error());
    }
    return std::nullopt;
}

std::optional<std::string> content_of(const fs::path& file, const ConfigLine& line, ConfigExamination& exam) {
    auto content = read_file(file, longest_file);
    if (content) return *std::move(content);
    exam.mistake("unreadable_file", line, content.error());
    return std::nullopt;
}

/// The group of a credential is how an access list shows that lets the service in.
void is_closed(const fs::path& file, const ConfigLine& line, ConfigExamination& exam) {
    const auto others =
        is_credential(line.entry.text) ? fs::perms::others_all : fs::perms::others_all | fs::perms::group_all;
    std::error_code error;
    const auto rights = fs::status(file, error).permissions();
    if (error || (rights & others) == fs::perms::none) return;
    exam.mistake("open_secret", line,
                 config_error(msgid("others can read {0}"), {file.string()}, msgid("run: chmod 600 {0}")));
}

/// What a secret file holds that only its owner can read; nothing when that was said to be wrong.
std::optional<std::string> secret_on(const ConfigLine& line, ConfigExamination& exam) {
    const auto file = place_on(line, exam);
    auto content = file ? content_of(*file, line, exam) : std::nullopt;
    if (content) is_closed(*file, line, exam);
    return content;
}

void is_valid_now(const Validity& validity, const ConfigLine& line, ConfigExamination& exam) {
    const auto from = iso_date(validity.from);
    const auto until = iso_date(validity.until);
    const auto& name = line.entry.text;
    if (exam.now() >= validity.until) {
        exam.mistake(
            "certificate_expired", line,
            config_error(msgid("the certificate in {0} expired on {1}"), {name, until}, new_certificate));
    } else if (exam.now() < validity.from) {
        exam.mistake("certificate_not_yet_valid", line,
                     config_error(msgid("the certificate in {0} is not valid before {1}"), {name, from},
                                  msgid("Wait, or correct the clock of this machine.")));
    } else if (validity.until - exam.now() <= soon) {
        exam.warning(
            "certificate_expires_soon", line,
            config_error(msgid("the certificate in {0} expires on {1}"), {name, until}, new_certificate));
    }
}

void no_certificate(const ConfigLine& line, ConfigExamination& exam) {
    exam.mistake("no_certificate", line,
                 config_error(msgid("{0} holds no certificate"), {line.entry.text},
                              msgid("Certificates are expected in PEM: -----BEGIN CERTIFICATE-----.")));
}

void no_private_key(const ConfigLine& line, ConfigExamination& exam) {
    exam.mistake("no_private_key", line,
                 config_error(msgid("{0} holds no private key that opens without a passphrase"),
                              {line.entry.text}, msgid("Give the key in PEM with key_file.")));
}

/// The text that holds the key of a certificate: of key_file, where there is one; its own mistakes are said
/// on its own line.
std::optional<std::string> key_beside(const ConfigLine& line, const std::string& certificate,
                                      const ConfigExamination& exam) {
    const auto key_file = line.beside("key_file");
    if (!exam.has(key_file)) return certificate;
    const auto entry = exam.file().find(key_file);
    if (!entry) return std::nullopt;
    const auto place = place_of(entry->text);
    const auto key = place ? read_file(*place, longest_file) : Result<std::string>{};
    if (!key || !holds_usable_key(*key)) return std::nullopt;
    return *key;
}

bool is_executable(const fs::path& file) {
    std::error_code error;
    return fs::is_regular_file(file, error) && ::access(file.c_str(), X_OK) == 0;
}

/// As execvp() looks for it.
bool is_on_the_path(const std::string& program) {
    const auto* path = std::getenv("PATH");
    std::string_view rest = path == nullptr ? "" : path;
    while (!rest.empty()) {
        const auto colon = rest.find(':');
        if (is_executable(fs::path{rest.substr(0, colon)} / program)) return true;
        rest.remove_prefix(colon == std::string_view::npos ? rest.size() : colon + 1);
    }
    return false;
}

}  // namespace

void check_card_file(const ConfigLine& line, ConfigExamination& exam) {
    for (const std::string_view prefix : {"mock:", "replay:"}) {
        const auto& selector = line.entry.text;
        if (selector.starts_with(prefix) && selector != prefix)
            content_of(selector.substr(prefix.size()), line, exam);
    }
}

void check_issuers(const ConfigLine& line, ConfigExamination& exam) {
    const auto text = content_of(line.entry.text, line, exam);
    if (!text) return;
    const auto all = validities(*text);
    if (all.empty()) return no_certificate(line, exam);
    // One is enough to trust somebody.
    is_valid_now(*std::max_element(all.begin(), all.end(),
                                   [](const auto& a, const auto& b) { return a.until < b.until; }),
                 line, exam);
}

void check_certificate(const ConfigLine& line, ConfigExamination& exam) {
    const auto place = place_on(line, exam);
    const auto text = place ? content_of(*place, line, exam) : std::nullopt;
    if (!text) return;
    if (holds_private_key(*text)) is_closed(*place, line, exam);
    const auto all = validities(*text);
    if (all.empty()) return no_certificate(line, exam);
    is_valid_now(all.front(), line, exam);
    const auto key = key_beside(line, *text, exam);
    if (!key) return;
    if (!holds_usable_key(*key)) return no_private_key(line, exam);
    if (belong_together(*text, *key)) return;
    exam.mistake("key_of_another", line,
                 config_error(msgid("the private key does not belong to the certificate in {0}"),
                              {line.entry.text}, msgid("Give the key that the certificate was made for.")));
}

void check_private_key(const ConfigLine& line, ConfigExamination& exam) {
    const auto text = secret_on(line, exam);
    if (text && !holds_usable_key(*text)) no_private_key(line, exam);
}

void check_token(const ConfigLine& line, ConfigExamination& exam) {
    if (!secret_on(line, exam)) return;
    const auto token =
        place_of(line.entry.text).and_then([](const fs::path& file) { return backend::bearer_token(file); });
    if (!token) exam.mistake("no_token", line, token.error());
}

void check_journal_key(const ConfigLine& line, ConfigExamination& exam) {
    constexpr std::size_t key_size = 32;
    const auto place = place_on(line, exam);
    if (!place) return;
    // The first activation makes one that is missing.
    std::error_code error;
    if (!fs::exists(*place, error) && fs::is_directory(place->parent_path(), error)) return;
    const auto key = secret_on(line, exam);
    if (!key || key->size() == key_size) return;
    exam.mistake("no_journal_key", line,
                 config_error(msgid("{0} is no key file: 32 bytes are needed"), {place->string()},
                              msgid("bring it back from a backup")));
}

void check_program(const ConfigLine& line, ConfigExamination& exam) {
    const auto& words = line.entry.items;
    const auto program = words.empty() ? std::string{} : words.front();
    const bool is_path = program.find('/') != std::string::npos;
    const bool found =
        !program.empty() &&
        (is_path ? is_executable(exam.file().path().parent_path() / program) : is_on_the_path(program));
    if (found) return;
    exam.mistake("no_program", line,
                 config_error(msgid("there is no program {0} that can be run"), {program},
                              msgid("Correct its path, or make it executable: chmod +x.")));
}

}  // namespace sscard::tool
