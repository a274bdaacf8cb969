#include "catch.hpp"
#include "prepared.hpp"

using namespace sscard;
using doctor::Severity;
using doctor::TimePoint;
using sscard::testing::Prepared;

namespace {

constexpr const char* state = "/home/clerk/.local/state/sscard";

}  // namespace

TEST_CASE("a locale that is not UTF-8 is a note", "[doctor][locale]") {
    Prepared prepared;
    CHECK(prepared.finding("locale_utf8").words == std::vector<std::string>{"zh_CN.UTF-8"});
    prepared.file("/etc/default/locale", "LC_TIME=C.UTF-8\nLANG=zh_CN.GB18030\n");
    CHECK(prepared.finding("locale_not_utf8").severity == Severity::note);
    prepared.remove("/etc/default/locale");
    prepared.file("/etc/locale.conf", "LANG=en_US.utf8");
    CHECK(prepared.finds("locale_utf8"));
    prepared.machine.live = true;
    prepared.machine.codeset = "ANSI_X3.4-1968";
    CHECK(prepared.finding("locale_not_utf8").words == std::vector<std::string>{"ANSI_X3.4-1968"});
}

TEST_CASE("without the conversion no name on a card can be shown", "[doctor][gb18030]") {
    Prepared prepared;
    CHECK(prepared.finds("gb18030"));
    prepared.remove("/usr/lib/x86_64-linux-gnu");
    CHECK(prepared.finding("gb18030_missing").severity == Severity::problem);
    prepared.file("/usr/lib64/gconv/GB18030.so", "");
    CHECK(prepared.finds("gb18030"));
    prepared.machine.decodes_gb18030 = false;
    CHECK(prepared.finds("gb18030_missing"));
}

TEST_CASE("each mistake in the configuration is a problem", "[doctor][configuration]") {
    Prepared prepared;
    CHECK(prepared.finds("configuration_absent"));
    prepared.machine.configuration = "/etc/sscard/config.toml";
    CHECK(prepared.finds("configuration"));
    prepared.machine.mistakes = {Error{Fault::config, "a"}, Error{Fault::config, "b"}};
    const auto findings = prepared.findings();
    CHECK(std::count_if(findings.begin(), findings.end(),
                        [](const auto& finding) { return finding.code == "configuration_mistake"; }) == 2);
    CHECK(prepared.finding("configuration_mistake").error->step == "a");
    CHECK(doctor::worst(findings)->fault == Fault::config);
}

TEST_CASE("a state directory is closed to others, and so are its files", "[doctor][state]") {
    const Prepared prepared;
    CHECK_FALSE(prepared.finds("state_directory"));
    prepared.folder(state, 0700);
    prepared.file(std::string{state} + "/key", "", 0600);
    CHECK(prepared.finds("state_directory"));
    prepared.folder(state, 0750);
    CHECK(prepared.finding("state_directory_open").fault == Fault::journal);
    prepared.folder(state, 0700);
    prepared.file(std::string{state} + "/key", "", 0640);
    CHECK(prepared.finding("state_file_open").detail == std::string{state} + "/key");
}

TEST_CASE("a state directory of somebody else is a problem", "[doctor][state]") {
    Prepared prepared;
    prepared.folder(state, 0700);
    prepared.machine.user_id = ::geteuid();
    CHECK(prepared.finds("state_directory"));
    prepared.machine.user_id = ::geteuid() + 1;
    CHECK(prepared.finding("state_of_another_user").detail == state);
}

TEST_CASE("a journal is whole, changed, or cannot be read", "[doctor][journal]") {
    Prepared prepared;
    CHECK_FALSE(prepared.finds("journal"));
    prepared.machine.journal.emplace().entries = 3;
    CHECK(prepared.finding("journal").words == std::vector<std::string>{"3"});
    prepared.machine.journal->first_bad = 2;
    CHECK(prepared.finding("journal_changed").fault == Fault::journal);
    prepared.machine.journal->failure = Error{Fault::journal, "open the journal"};
    CHECK(prepared.finding("journal_unusable").error->step == "open the journal");
}

TEST_CASE("an authority that cannot be asked keeps its fault", "[doctor][backend]") {
    Prepared prepared;
    CHECK_FALSE(prepared.finds("backend"));
    prepared.machine.backend = doctor::BackendFacts{.name = "province"};
    CHECK(prepared.finding("backend").words == std::vector<std::string>{"province"});
    prepared.machine.backend->failure = Error{Fault::backend_unreachable, "open backend"};
    CHECK(prepared.finding("backend_unusable").fault == Fault::backend_unreachable);
}

TEST_CASE("a clock that is behind what already happened is wrong", "[doctor][clock]") {
    Prepared prepared;
    prepared.machine.built = TimePoint{std::chrono::hours{1000}};
    prepared.machine.now = TimePoint{std::chrono::hours{999}};
    CHECK(prepared.finds("clock_before_build"));
    prepared.machine.now = TimePoint{std::chrono::hours{1001}};
    CHECK_FALSE(prepared.finds("clock_before_build"));
    prepared.machine.journal.emplace().last = TimePoint{std::chrono::hours{1002}};
    CHECK(prepared.finding("clock_before_journal").severity == Severity::problem);
    prepared.machine.journal->last = prepared.machine.now + std::chrono::minutes{1};
    CHECK_FALSE(prepared.finds("clock_before_journal"));
}

TEST_CASE("a clock unlike the authority's is wrong in either direction", "[doctor][clock]") {
    Prepared prepared;
    prepared.machine.backend = doctor::BackendFacts{.name = "province"};
    for (const auto seconds : {-300, 300}) {
        prepared.machine.backend->ahead = std::chrono::seconds{seconds};
        CHECK(prepared.finding("clock_unlike_backend").words == std::vector<std::string>{"300"});
    }
    prepared.machine.backend->ahead = std::chrono::seconds{60};
    CHECK_FALSE(prepared.finds("clock_unlike_backend"));
}

TEST_CASE("a card was read, or says why not", "[doctor][card]") {
    Prepared prepared;
    CHECK_FALSE(prepared.finds("card_read"));
    prepared.machine.card.emplace();
    CHECK(prepared.finds("card_read"));
    prepared.machine.card->failure = Error{Fault::no_card, "connect"};
    CHECK(prepared.finding("card_not_read").fault == Fault::no_card);
}
