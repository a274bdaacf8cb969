#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <sscard/activation/journal.hpp>

#include "catch.hpp"
#include "examples.hpp"
#include "temporary_directory.hpp"

using namespace sscard;
using namespace sscard::activation;
using testing::TemporaryDirectory;

namespace {

/// A journal whose days the test decides.
class Days {
public:
    Journal& journal() { return *journal_; }
    const std::filesystem::path& path() const { return place_.path(); }

    std::string intend(int day) {
        now_ = noon(day);
        auto request = testing::small_request();
        request.request_no = make_request_no();
        REQUIRE(journal_->intend(request, "local"));
        return request.request_no;
    }

    void decide(int day, const std::string& request_no, State state = State::activated) {
        now_ = noon(day);
        REQUIRE(journal_->decide(request_no, state, testing::activated()));
    }

    std::string closed(int day) {
        const auto request_no = intend(day);
        decide(day, request_no);
        return request_no;
    }

    /// The date of a day, ISO 8601.
    static std::string date(int day) { return iso_date(noon(day)); }

    Pruning prune(int day) {
        const auto foreseen = journal_->prunable(date(day)).value();
        auto pruned = journal_->prune(date(day)).value();
        CHECK(foreseen.entries == pruned.entries);
        CHECK(foreseen.requests == pruned.requests);
        CHECK(foreseen.up_to == pruned.up_to);
        return pruned;
    }

    JournalCheck check() const { return Journal::open_existing(path()).value()->verify().value(); }

    void tamper(const std::string& sql) const {
        SQLite::Database raw{(path() / "journal.db").string(), SQLite::OPEN_READWRITE};
        for (const auto* trigger : {"entries_never_change", "entries_never_go", "pruned_goes_forward",
                                    "pruned_never_changes", "pruned_never_goes"})
            raw.exec(std::string{"DROP TRIGGER "} + trigger);
        raw.exec(sql);
    }

private:
    std::unique_ptr<Journal> opened() {
        JournalOptions options;
        options.clock = [this] { return now_; };
        return Journal::open(path(), options).value();
    }

    static TimePoint noon(int day) {
        constexpr std::time_t first_of_march_2001 = 983448000;  // 12:00 UTC
        return std::chrono::system_clock::from_time_t(first_of_march_2001) + std::chrono::hours{24} * day;
    }

    TemporaryDirectory place_;
    TimePoint now_ = noon(0);
    std::unique_ptr<Journal> journal_ = opened();
};

}  // namespace

TEST_CASE("what is old goes, what is younger stays, and the chain proves it",
          "[activation][journal][prune]") {
    Days days;
    days.closed(1);
    days.closed(2);
    const auto young = days.closed(3);
    const auto pruned = days.prune(3);
    CHECK(pruned.entries == 4);
    CHECK(pruned.requests == 2);
    CHECK(pruned.up_to == 4);
    CHECK_FALSE(pruned.kept_back);

    const auto listed = days.journal().list({}).value();
    REQUIRE(listed.size() == 1);
    CHECK(listed.front().request.request_no == young);
    CHECK(listed.front().entries.front().sequence == 5);
    const auto check = days.check();
    CHECK_FALSE(check.first_bad);
    CHECK(check.entries == 3);
    CHECK(check.pruned_up_to == 4);
    CHECK(check.head == pruned.head);
}

TEST_CASE("pruning goes on where it ended, and a journal that lost all of its requests is written on",
          "[activation][journal][prune]") {
    Days days;
    days.closed(1);
    CHECK(days.prune(2).up_to == 2);  // entry 3 says so
    days.closed(4);
    CHECK(days.prune(5).up_to == 5);
    CHECK(days.journal().list({})->empty());
    days.closed(6);
    const auto check = days.check();
    CHECK_FALSE(check.first_bad);
    CHECK(check.pruned_up_to == 5);
    CHECK(check.entries == 3);
}

TEST_CASE("pruning without anything old enough writes nothing", "[activation][journal][prune]") {
    Days days;
    CHECK(days.prune(9).entries == 0);
    CHECK(days.prune(9).head.empty());
    days.closed(1);
    const auto head = days.check().head;
    const auto pruned = days.prune(1);
    CHECK(pruned.entries == 0);
    CHECK(pruned.up_to == 0);
    CHECK(pruned.head == head);
    days.prune(2);
    const auto once = days.check().head;
    CHECK(days.prune(9).entries == 0);  // its own entry is no reason to write another one
    CHECK(days.check().head == once);
}

TEST_CASE("an open request and what came after it stay, and it is named", "[activation][journal][prune]") {
    for (const auto state : {State::intended, State::sent, State::unknown, State::pending}) {
        Days days;
        days.closed(1);
        const auto open = days.intend(2);
        if (state != State::intended) days.decide(2, open, state);
        days.closed(3);
        const auto pruned = days.prune(9);
        CHECK(pruned.requests == 1);
        CHECK(pruned.up_to == 2);
        REQUIRE(pruned.kept_back);
        CHECK(pruned.kept_back->request_no == open);
        CHECK(pruned.kept_back->open);
        CHECK(pruned.kept_back->at.substr(0, 10) == Days::date(2));
        CHECK(days.journal().list({})->size() == 2);
        CHECK_FALSE(days.check().first_bad);
    }
}

TEST_CASE("a request goes whole or not at all", "[activation][journal][prune]") {
    Days days;
    const auto first = days.intend(1);
    const auto second = days.intend(1);
    days.decide(2, first);
    days.closed(3);
    days.decide(4, second);
    days.closed(5);

    SECTION("one that was closed on the day or later holds back what came after it") {
        const auto pruned = days.prune(4);
        CHECK(pruned.entries == 0);
        REQUIRE(pruned.kept_back);
        CHECK(pruned.kept_back->request_no == second);
        CHECK_FALSE(pruned.kept_back->open);
    }
    SECTION("entries of several requests that lie between each other go together") {
        const auto pruned = days.prune(5);
        CHECK(pruned.up_to == 6);
        CHECK(pruned.requests == 3);
        CHECK_FALSE(pruned.kept_back);
    }
    CHECK_FALSE(days.check().first_bad);
}

TEST_CASE("a request that was closed later and has nothing old behind it holds nothing back",
          "[activation][journal][prune]") {
    Days days;
    days.closed(1);
    days.decide(3, days.intend(2));
    const auto pruned = days.prune(3);
    CHECK(pruned.requests == 1);
    CHECK_FALSE(pruned.kept_back);
}

TEST_CASE("every change after a pruning is found at its entry", "[activation][journal][prune]") {
    constexpr auto swap =
        "UPDATE entries SET seq = 99 WHERE seq = 6; UPDATE entries SET seq = 6 WHERE seq = 7;"
        "UPDATE entries SET seq = 7 WHERE seq = 99";
    for (const auto& [sql, first_bad] : {
             std::pair{"UPDATE entries SET at = 'x' WHERE seq = 5", 5},
             std::pair{"UPDATE entries SET state = 'refused' WHERE seq = 7", 7},  // the record of it
             std::pair{"UPDATE entries SET sealed = x'00' WHERE seq = 7", 7},
             std::pair{"DELETE FROM entries WHERE seq = 5", 5},
             std::pair{"DELETE FROM entries WHERE seq = 7", 7},
             std::pair{"DELETE FROM entries WHERE seq = 9", 9},
             std::pair{"DELETE FROM entries WHERE seq > 6", 7},
             std::pair{swap, 6},
             // The place where the chain begins:
             std::pair{"UPDATE pruned SET hash = x'00'", 5},
             std::pair{"UPDATE pruned SET seq = 3", 4},
             std::pair{"DELETE FROM pruned", 1},
             // One more pruning than the chain says:
             std::pair{"INSERT INTO pruned SELECT seq, hash FROM entries WHERE seq = 6;"
                       "DELETE FROM entries WHERE seq <= 6",
                       5},
             std::pair{"INSERT INTO pruned SELECT seq, hash FROM entries WHERE seq = 7;"
                       "DELETE FROM entries WHERE seq <= 7",
                       1},
             std::pair{"INSERT INTO pruned SELECT seq, hash FROM entries WHERE seq = 9", 10},
         }) {
        INFO(sql);
        Days days;
        for (const int day : {1, 2, 4}) days.closed(day);
        days.prune(3);
        days.closed(5);
        days.tamper(sql);
        CHECK(days.check().first_bad == first_bad);
    }
}

TEST_CASE("a journal that was changed is not pruned: what shows it stays", "[activation][journal][prune]") {
    Days days;
    days.closed(1);
    days.closed(2);
    days.tamper("UPDATE entries SET backend = 'x' WHERE seq = 2");
    const auto pruned = days.journal().prune(Days::date(9));
    REQUIRE_FALSE(pruned);
    CHECK(pruned.error().fault == Fault::journal);
    CHECK(pruned.error().words == std::vector<std::string>{"2"});
    CHECK(days.journal().list({})->size() == 2);
}

TEST_CASE("the table itself loses no more than was recorded", "[activation][journal][prune]") {
    Days days;
    for (const int day : {1, 2}) days.closed(day);
    days.prune(2);
    SQLite::Database raw{(days.path() / "journal.db").string(), SQLite::OPEN_READWRITE};
    for (const auto* sql : {"DELETE FROM entries", "DELETE FROM pruned", "UPDATE pruned SET seq = 9",
                            "INSERT INTO pruned VALUES(1, x'00')"})
        CHECK_THROWS_AS(raw.exec(sql), SQLite::Exception);
}

TEST_CASE("nothing of what was pruned stays in the files", "[activation][journal][prune]") {
    Days days;
    const auto gone = days.closed(1);
    days.prune(2);
    for (const auto& entry : std::filesystem::directory_iterator{days.path()}) {
        std::ifstream file{entry.path(), std::ios::binary};
        const std::string content{std::istreambuf_iterator<char>{file}, {}};
        INFO(entry.path().filename());
        CHECK(content.find(gone) == std::string::npos);
    }
}

TEST_CASE("requests are handed over one by one, the oldest first, without those pruned meanwhile",
          "[activation][journal][prune]") {
    Days days;
    std::vector<std::string> written;
    constexpr int more_than_a_page = 130;
    for (int n = 0; n < more_than_a_page; ++n) written.push_back(days.closed(n < 120 ? 1 : 2));
    const auto numbers = [&](const JournalFilter& filter, const std::function<void()>& at_first) {
        std::vector<std::string> seen;
        REQUIRE(days.journal().each(filter, [&](const JournalRecord& record) -> Result<void> {
            if (seen.empty()) at_first();
            CHECK(record.state() == State::activated);
            seen.push_back(record.request.request_no);
            return {};
        }));
        return seen;
    };
    CHECK(numbers({.limit = 1}, [] {}) == written);
    CHECK(numbers({.since = Days::date(2)}, [] {}).size() == 10);
    CHECK(numbers({.before = Days::date(2)}, [] {}).size() == 120);
    CHECK(numbers({.state = State::refused}, [] {}).empty());
    const auto rest = numbers({}, [&] { days.prune(2); });
    CHECK(rest.size() == 110);  // a page was read before
    CHECK(rest.back() == written.back());

    int asked = 0;
    const auto stopped = days.journal().each({}, [&](const JournalRecord&) -> Result<void> {
        ++asked;
        return fail(Fault::interrupted, "test");
    });
    REQUIRE_FALSE(stopped);
    CHECK(stopped.error().fault == Fault::interrupted);
    CHECK(asked == 1);
}

TEST_CASE("processes that prune and processes that write at once do each other no harm",
          "[activation][journal][prune]") {
    Days days;
    constexpr int old = 10;
    constexpr int young = 10;
    for (int n = 0; n < old; ++n) days.closed(n);
    std::vector<pid_t> children;
    for (const bool prunes : {true, true, false, false}) {
        const auto child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            auto journal = Journal::open(days.path());
            bool good = journal.has_value();
            for (int n = 1; good && n <= old; ++n) {
                auto request = testing::small_request();
                request.request_no = make_request_no();
                good = prunes ? (*journal)->prune(Days::date(n)).has_value()
                              : (*journal)->intend(request, "local").has_value();
                if (good && !prunes)
                    good = (*journal)
                               ->decide(request.request_no, State::refused, testing::refused())
                               .has_value();
            }
            ::_exit(good ? 0 : 1);
        }
        children.push_back(child);
    }
    for (const auto child : children) {
        int status = -1;
        REQUIRE(::waitpid(child, &status, 0) == child);
        CHECK(status == 0);
    }
    CHECK_FALSE(days.check().first_bad);
    CHECK(days.journal().list({.limit = 1000})->size() == 2 * young);
}
