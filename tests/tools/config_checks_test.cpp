#include "config_checks.hpp"

#include <sys/stat.h>

#include "catch.hpp"
#include "made_certificate.hpp"
#include "surroundings.hpp"

using namespace sscard;
using testing::Home;
using testing::Made;
using tool::ConfigFile;
using tool::ConfigFindings;
using tool::ConfigMistake;
using namespace std::chrono_literals;

namespace {

const activation::TimePoint noon{std::chrono::seconds{1795348800}};  // 22 November 2026
constexpr auto day = 24h;

ConfigFindings look(const Home& home, const std::string& content, activation::TimePoint now = noon) {
    std::vector<ConfigMistake> wrong_lines;
    const auto file = ConfigFile::load(home.write("a.toml", content), wrong_lines);
    REQUIRE(file);
    return tool::check_configuration(*file, wrong_lines, now);
}

/// "code@line key", blank between two.
std::string said(const std::vector<ConfigMistake>& mistakes) {
    std::string text;
    for (const auto& mistake : mistakes) {
        if (!text.empty()) text += " ";
        text += std::string{mistake.code} + "@" + std::to_string(mistake.line) + " " + mistake.key;
        CHECK(mistake.error.fault == Fault::config);
        CHECK(mistake.error.file.find("a.toml, line " + std::to_string(mistake.line)) != std::string::npos);
    }
    return text;
}

/// A section of kind http that is right but for what is added.
std::string service(const std::string& more) {
    return "[backends.p]\nkind = \"http\"\nurl = \"https://localhost\"\n" + more + "\n";
}

void write_private(const Home& home, const std::string& name, const std::string& content,
                   mode_t mode = S_IRUSR | S_IWUSR) {
    ::chmod(home.write(name, content).c_str(), mode);
}

}  // namespace

TEST_CASE("each mistake is found at its line and key", "[tool][config_checks]") {
    struct Mistake {
        const char* content;
        const char* found;
    };
    const auto mistake = GENERATE(
        Mistake{"[backend]\nuse = \"elsewhere\"\n", "unknown_backend@2 backend.use"},
        Mistake{"[backends.p]\nkind = \"htpp\"\n", "unknown_kind@2 backends.p.kind"},
        Mistake{"[backends.p]\nurl = \"https://localhost\"\n", "missing_key@2 backends.p.kind"},
        Mistake{"\n[backends.p]\nkind = \"http\"\n", "missing_key@3 backends.p.url"},
        Mistake{"[backends.p]\nkind = \"command\"\n", "missing_key@2 backends.p.program"},
        Mistake{"[backends.p]\nkind = \"command\"\nprogram = []\n", "no_program@3 backends.p.program"},
        Mistake{"[backends.p]\nkind = \"command\"\nprogram = [\"no-such-program\"]\n",
                "no_program@3 backends.p.program"},
        Mistake{"[backends.p]\nkind = \"command\"\nprogram = [\"./a.toml\"]\n",
                "no_program@3 backends.p.program"},
        Mistake{"[backends.p]\nkind = \"http\"\nurl = \"http://example.org\"\n",
                "wrong_address@3 backends.p.url"},
        Mistake{"[backends.p]\nkind = \"http\"\nurl = \"::\"\n", "wrong_address@3 backends.p.url"},
        Mistake{"[reader]\nselect = \"mock:missing.json\"\n", "unreadable_file@2 reader.select"},
        Mistake{"[reader]\nselect = \"replay:missing.apdu\"\n", "unreadable_file@2 reader.select"},
        Mistake{"[journal]\nkey_file = \"nowhere/key\"\n", "unreadable_file@2 journal.key_file"},
        Mistake{"[calendar]\nholidays = [\"2024-10-01\", \"2024-02-30\", \"1 May\"]\n",
                "no_date@2 calendar.holidays no_date@2 calendar.holidays"},
        Mistake{"[calendar]\nworking_weekends = [\"2024-09-29\", \"2024-09-30\"]\n",
                "no_weekend@2 calendar.working_weekends"},
        Mistake{"[calendar]\nworking_weekends = [\"2024-9-29\"]\n", "no_date@2 calendar.working_weekends"});
    CAPTURE(mistake.content);
    const Home home;
    const auto found = look(home, mistake.content);
    CHECK(said(found.mistakes) == mistake.found);
    CHECK(found.warnings.empty());
}

TEST_CASE("what is right is left alone", "[tool][config_checks]") {
    const auto* content = GENERATE(
        "", "[backend]\nuse = \"local\"\n", "[backend]\nuse = \"p\"\n[backends.p]\nkind = \"local\"\n",
        "[backends.p]\nkind = \"http\"\nurl = \"http://127.0.0.1:8080/api\"\n",
        "[backends.p]\nkind = \"command\"\nprogram = [\"sh\", \"-c\"]\n",
        "[backends.p]\nkind = \"command\"\nprogram = [\"/bin/sh\"]\n", "[reader]\nselect = \"mock:\"\n",
        "[reader]\nselect = \"*Feitian*\"\n", "[journal]\nkey_file = \"made-later\"\n",
        "[calendar]\nholidays = [\"2024-10-01\", \"2024-10-05\"]\nworking_weekends = [\"2024-09-29\"]\n");
    CAPTURE(content);
    const Home home;
    const auto found = look(home, content);
    CHECK(said(found.mistakes).empty());
    CHECK(said(found.warnings).empty());
}

TEST_CASE("a name that is nearly right is told", "[tool][config_checks]") {
    const Home home;
    const auto found =
        look(home, "[backend]\nuse = \"provinse\"\n[backends.province]\nkind = \"htpp\"\n").mistakes;
    REQUIRE(found.size() == 2);
    CHECK(found[0].error.words.at(1) == "province");
    CHECK(found[1].error.words.at(1) == "http");
}

TEST_CASE("a line of another kind of backend is a warning, and its file is not looked at",
          "[tool][config_checks]") {
    const Home home;
    const auto found = look(home, "[backends.p]\nkind = \"local\"\ntoken_file = \"missing\"\n");
    CHECK(found.mistakes.empty());
    CHECK(said(found.warnings) == "unheeded_key@3 backends.p.token_file");
}

TEST_CASE("a key with a wrong value is not missing", "[tool][config_checks]") {
    const Home home;
    CHECK(look(home, "[backends.p]\nkind = \"http\"\nurl = 1\n").mistakes.empty());
}

TEST_CASE("files that a backend needs are there and can be read", "[tool][config_checks]") {
    const auto* key = GENERATE("ca_file", "certificate_file", "key_file", "token_file");
    const Home home;
    const auto found = look(home, service(std::string{key} + " = \"missing\""));
    CHECK(said(found.mistakes) == "unreadable_file@4 backends.p." + std::string{key});
}

TEST_CASE("secrets are their owner's alone", "[tool][config_checks]") {
    const Home home;
    const Made made{noon - day, noon + 100 * day};
    const auto mode = GENERATE(0640U, 0604U, 0644U);
    write_private(home, "token", "abc\n", mode);
    write_private(home, "key", made.key, mode);
    write_private(home, "both", made.certificate + made.key, mode);
    write_private(home, "journal", std::string(32, 'k'), mode);
    CHECK(said(look(home, service("token_file = \"token\"")).mistakes) ==
          "open_secret@4 backends.p.token_file");
    CHECK(said(look(home, service("key_file = \"key\"")).mistakes) == "open_secret@4 backends.p.key_file");
    CHECK(said(look(home, service("certificate_file = \"both\"")).mistakes) ==
          "open_secret@4 backends.p.certificate_file");
    CHECK(said(look(home, "[journal]\nkey_file = \"journal\"\n").mistakes) ==
          "open_secret@2 journal.key_file");

    write_private(home, "certificate", made.certificate, mode);  // is no secret
    write_private(home, "key", made.key);
    CHECK(
        said(look(home, service("certificate_file = \"certificate\"\nkey_file = \"key\"")).mistakes).empty());
}

TEST_CASE("secrets hold what they are for", "[tool][config_checks]") {
    const Home home;
    write_private(home, "text", "two words\n");
    CHECK(said(look(home, service("token_file = \"text\"")).mistakes) == "no_token@4 backends.p.token_file");
    CHECK(said(look(home, service("key_file = \"text\"")).mistakes) ==
          "no_private_key@4 backends.p.key_file");
    CHECK(said(look(home, service("ca_file = \"text\"")).mistakes) == "no_certificate@4 backends.p.ca_file");
    CHECK(said(look(home, service("certificate_file = \"text\"")).mistakes) ==
          "no_certificate@4 backends.p.certificate_file");
    CHECK(said(look(home, "[journal]\nkey_file = \"text\"\n").mistakes) ==
          "no_journal_key@2 journal.key_file");
}

TEST_CASE("a certificate is valid from its first day to its last", "[tool][config_checks]") {
    const Home home;
    const Made made{noon, noon + 100 * day};
    write_private(home, "both", made.certificate + made.key);
    const auto* key = GENERATE("ca_file", "certificate_file");
    const auto content = service(std::string{key} + " = \"both\"");
    const auto place = std::string{"@4 backends.p."} + key;
    CHECK(said(look(home, content, noon - 1s).mistakes) == "certificate_not_yet_valid" + place);
    CHECK(said(look(home, content, noon).mistakes).empty());
    CHECK(said(look(home, content, noon + 70 * day - 1s).warnings).empty());
    const auto late = look(home, content, noon + 70 * day);
    CHECK(late.mistakes.empty());
    CHECK(said(late.warnings) == "certificate_expires_soon" + place);
    CHECK(said(look(home, content, noon + 100 * day - 1s).mistakes).empty());
    CHECK(said(look(home, content, noon + 100 * day).mistakes) == "certificate_expired" + place);
}

TEST_CASE("of several issuers one that is valid is enough", "[tool][config_checks]") {
    const Home home;
    home.write("ca",
               Made{noon - 9 * day, noon - day}.certificate + Made{noon - day, noon + 100 * day}.certificate);
    CHECK(said(look(home, service("ca_file = \"ca\"")).mistakes).empty());
}

TEST_CASE("a certificate has its own key beside it", "[tool][config_checks]") {
    const Home home;
    const Made mine{noon - day, noon + 100 * day};
    const Made other{noon - day, noon + 100 * day};
    write_private(home, "mine", mine.certificate);
    write_private(home, "mine.key", mine.key);
    write_private(home, "other.key", other.key);
    const std::string certificate = "certificate_file = \"mine\"";
    CHECK(said(look(home, service(certificate + "\nkey_file = \"mine.key\"")).mistakes).empty());
    CHECK(said(look(home, service(certificate + "\nkey_file = \"other.key\"")).mistakes) ==
          "key_of_another@4 backends.p.certificate_file");
    CHECK(said(look(home, service(certificate)).mistakes) == "no_private_key@4 backends.p.certificate_file");
    CHECK(said(look(home, service(certificate + "\nkey_file = \"missing\"")).mistakes) ==
          "unreadable_file@5 backends.p.key_file");
}

TEST_CASE("credentials are looked at where there are some", "[tool][config_checks]") {
    const Home home;
    const auto content = service("token_file = \"credential:token\"");
    {
        const testing::Variable nowhere{"CREDENTIALS_DIRECTORY", ""};
        const auto found = look(home, content);
        CHECK(found.mistakes.empty());
        CHECK(said(found.warnings) == "credential_not_known_here@4 backends.p.token_file");
    }
    const testing::Variable here{"CREDENTIALS_DIRECTORY", (home.path() / "given").string()};
    CHECK(said(look(home, content).mistakes) == "no_credential@4 backends.p.token_file");
    write_private(home, "given/token", "abc\n", 0440);
    CHECK(said(look(home, content).mistakes).empty());
    write_private(home, "given/token", "abc\n", 0444);
    CHECK(said(look(home, content).mistakes) == "open_secret@4 backends.p.token_file");
}
