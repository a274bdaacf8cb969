#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <sscard/activation/codec.hpp>
#include <sscard/activation/journal.hpp>
#include <thread>

#include "catch.hpp"
#include "examples.hpp"
#include "temporary_directory.hpp"

using namespace sscard;
using namespace sscard::activation;
using testing::TemporaryDirectory;

namespace {

std::unique_ptr<Journal> opened(const std::filesystem::path& state_dir) {
    auto journal = Journal::open(state_dir);
    REQUIRE(journal);
    return std::move(*journal);
}

Request numbered(int n) {
    auto request = testing::small_request();
    request.request_no.back() = static_cast<char>('0' + n);
    return request;
}

std::string sentence(const Error& error) {
    CHECK(error.fault == Fault::journal);
    return error.sentence != nullptr ? error.sentence : "";
}

}  // namespace

TEST_CASE("a request stands in the journal after it was closed and opened again", "[activation][journal]") {
    const TemporaryDirectory place;
    REQUIRE(opened(place.path())->intend(testing::full_request(), "province"));
    REQUIRE(opened(place.path())->decide(testing::request_no, State::activated, testing::activated()));

    const auto record = opened(place.path())->find(testing::request_no).value();
    REQUIRE(record);
    CHECK(record->request == testing::full_request());
    CHECK(record->backend == "province");
    REQUIRE(record->entries.size() == 2);
    CHECK(record->entries[0].sequence == 1);
    CHECK(record->entries[0].state == State::intended);
    CHECK_FALSE(record->entries[0].decision);
    CHECK(record->entries[1].sequence == 2);
    CHECK(record->state() == State::activated);
    CHECK(record->entries[1].decision->receipt_no == "R1");
    CHECK(record->entries[1].at.size() == std::string{"2026-11-22T10:00:00+08:00"}.size());
}

TEST_CASE("what was intended survives a process that is killed at once", "[activation][journal]") {
    const TemporaryDirectory place;
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        auto journal = Journal::open(place.path());
        const bool done = journal && (*journal)->intend(testing::small_request(), "local");
        if (!done) ::_exit(1);
        ::raise(SIGKILL);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    const auto journal = opened(place.path());
    CHECK(journal->find(testing::request_no).value()->state() == State::intended);
    CHECK(journal->take_up(testing::request_no).value());
}

TEST_CASE("a request number is intended once", "[activation][journal]") {
    const TemporaryDirectory place;
    auto journal = opened(place.path());
    REQUIRE(journal->intend(testing::small_request(), "local"));
    const auto again = journal->intend(testing::full_request(), "local");
    REQUIRE_FALSE(again);
    CHECK(sentence(again.error()) == "the journal has a request {0} already; a request is sent once");
    CHECK(journal->find(testing::request_no).value()->entries.size() == 1);
}

TEST_CASE("nothing becomes of a request that was never intended", "[activation][journal]") {
    const TemporaryDirectory place;
    auto journal = opened(place.path());
    const auto decided = journal->decide(testing::request_no, State::refused, testing::refused());
    REQUIRE_FALSE(decided);
    CHECK(sentence(decided.error()) == "the journal has no request {0}");
    CHECK_FALSE(journal->find(testing::request_no).value());
    REQUIRE(journal->intend(testing::small_request(), "local"));
    CHECK(journal->decide(testing::request_no, State::intended, {}).error().fault == Fault::internal);
}

TEST_CASE("the list has the newest requests first and knows their last state", "[activation][journal]") {
    const TemporaryDirectory place;
    auto journal = opened(place.path());
    for (const int n : {1, 2, 3}) REQUIRE(journal->intend(numbered(n), "local"));
    REQUIRE(journal->decide(numbered(1).request_no, State::unknown, {}));
    REQUIRE(journal->decide(numbered(1).request_no, State::activated, testing::activated()));
    REQUIRE(journal->decide(numbered(2).request_no, State::unknown, {}));

    const auto numbers = [&](const JournalFilter& filter) {
        std::string last_digits;
        const auto records = journal->list(filter).value();
        for (const auto& record : records) last_digits += record.request.request_no.back();
        return last_digits;
    };
    CHECK(numbers({}) == "321");
    CHECK(numbers({.limit = 2}) == "32");
    CHECK(numbers({.state = State::unknown}) == "2");
    CHECK(numbers({.state = State::intended}) == "3");
    CHECK(numbers({.state = State::activated}) == "1");
    CHECK(numbers({.open = true}) == "32");
    CHECK(numbers({.open = true, .limit = 1}) == "3");
}

TEST_CASE("what is open for one half of a card at one authority is found", "[activation][journal]") {
    const TemporaryDirectory place;
    auto journal = opened(place.path());
    auto bank = numbered(2);
    bank.scope = Scope::bank_account;
    REQUIRE(journal->intend(numbered(1), "local"));
    REQUIRE(journal->intend(bank, "local"));
    REQUIRE(journal->intend(numbered(3), "province"));

    const auto number = [&](const JournalFilter& filter) {
        const auto records = journal->list(filter).value();
        return records.size() == 1 ? records.front().request.request_no : "";
    };
    CHECK(number({.scope = Scope::bank_account, .open = true}) == bank.request_no);
    CHECK(number({.card_number = testing::card_number, .backend = "province", .open = true}) ==
          numbered(3).request_no);
    for (const auto state : {State::unknown, State::pending}) {
        REQUIRE(journal->decide(bank.request_no, state, {}));
        CHECK(number({.scope = Scope::bank_account, .open = true}) == bank.request_no);
    }
    REQUIRE(journal->decide(bank.request_no, State::not_sent, {}));
    CHECK(journal->list({.scope = Scope::bank_account, .open = true})->empty());
}

TEST_CASE("a request is in progress from its intent until it is decided", "[activation][journal]") {
    const TemporaryDirectory place;
    auto sending = opened(place.path());
    auto asking = opened(place.path());
    const auto in_progress = [&] {
        const bool taken = asking->take_up(testing::request_no).value();
        if (taken) asking->put_down(testing::request_no);
        return !taken;
    };
    CHECK_FALSE(in_progress());
    REQUIRE(sending->intend(testing::small_request(), "local"));
    CHECK(in_progress());
    CHECK(sending->take_up(testing::request_no).value());
    CHECK(asking->take_up(numbered(2).request_no).value());

    SECTION("decided") { REQUIRE(sending->decide(testing::request_no, State::unknown, {})); }
    SECTION("the end of the journal that intended it") { sending.reset(); }
    CHECK_FALSE(in_progress());
}

TEST_CASE("a request whose intent was not written is not in progress", "[activation][journal]") {
    const TemporaryDirectory place;
    auto first = opened(place.path());
    REQUIRE(first->intend(testing::small_request(), "local"));
    auto second = opened(place.path());
    CHECK_FALSE(second->intend(testing::small_request(), "local"));
    first.reset();
    CHECK_FALSE(second->intend(testing::small_request(), "local"));
    CHECK(opened(place.path())->take_up(testing::request_no).value());
}

TEST_CASE("requests are found by the holder's and the card's number", "[activation][journal]") {
    const TemporaryDirectory place;
    auto journal = opened(place.path());
    auto other = numbered(2);
    other.holder.id_number = "110105198001010013";
    auto third = numbered(3);
    third.card.number = "D21435690";
    for (const auto& request : {numbered(1), other, third}) REQUIRE(journal->intend(request, "local"));

    CHECK(journal->list({.id_number = other.holder.id_number})->size() == 1);
    CHECK(journal->list({.id_number = testing::id_number})->size() == 2);
    CHECK(journal->list({.card_number = "D21435690"})->size() == 1);
    CHECK(journal->list({.id_number = testing::id_number, .card_number = testing::card_number})->size() == 1);
    CHECK(journal->list({.card_number = "A00000000"})->empty());
}

TEST_CASE("no file of the state directory holds personal data in clear, and all are their owner's alone",
          "[activation][journal]") {
    const TemporaryDirectory place;
    const auto state_dir = place.path() / "state";
    auto journal = opened(state_dir);
    REQUIRE(journal->intend(testing::full_request(), "local"));
    auto decision = testing::activated();
    decision.message = "张三的社会保障卡已激活";
    REQUIRE(journal->decide(testing::request_no, State::activated, decision));

    std::size_t bytes = 0;
    for (const auto& entry : std::filesystem::directory_iterator{state_dir}) {
        std::ifstream file{entry.path(), std::ios::binary};
        const std::string content{std::istreambuf_iterator<char>{file}, {}};
        bytes += content.size();
        for (const auto* personal : {testing::id_number, testing::card_number, testing::identification_number,
                                     "张三", "110105198001010013", "李四", "13800000000"}) {
            INFO(entry.path().filename() << " " << personal);
            CHECK(content.find(personal) == std::string::npos);
        }
        struct stat status {};
        REQUIRE(::stat(entry.path().c_str(), &status) == 0);
        CHECK((status.st_mode & 0777U) == 0600);
    }
    CHECK(bytes > 4096);
}

TEST_CASE("opening an existing journal gives nothing when there is none, and makes none",
          "[activation][journal]") {
    const TemporaryDirectory place;
    CHECK(Journal::open_existing(place.path()).value() == nullptr);
    CHECK(std::filesystem::is_empty(place.path()));
    REQUIRE(opened(place.path())->intend(testing::small_request(), "local"));
    auto journal = Journal::open_existing(place.path()).value();
    REQUIRE(journal);
    CHECK(journal->list({})->size() == 1);
    CHECK(sentence(journal->intend(numbered(2), "local").error()) == "the journal is open for reading alone");
}

TEST_CASE("a journal of a newer version is refused", "[activation][journal]") {
    const TemporaryDirectory place;
    opened(place.path());
    SQLite::Database{(place.path() / "journal.db").string(), SQLite::OPEN_READWRITE}.exec(
        "PRAGMA user_version = 9");
    CHECK(sentence(Journal::open(place.path()).error()) == "{0} was written by a newer version of sscard");
}

TEST_CASE("a file that is no journal is refused", "[activation][journal]") {
    const TemporaryDirectory place;
    std::ofstream{place.path() / "journal.db"} << std::string(8192, 'x');
    CHECK(sentence(Journal::open(place.path()).error()) ==
          "{0} is something else or damaged: it is no database of sscard");
}

TEST_CASE("a state directory that cannot be made is an error of the journal", "[activation][journal]") {
    const TemporaryDirectory place;
    std::ofstream{place.path() / "file"} << "x";
    CHECK(sentence(Journal::open(place.path() / "file").error()) ==
          "{0} cannot be made: a part of its path is no directory");
}

TEST_CASE("a journal whose key is missing or another one is not written to", "[activation][journal]") {
    const TemporaryDirectory place;
    REQUIRE(opened(place.path())->intend(testing::small_request(), "local"));
    std::filesystem::remove(place.path() / "key");
    SECTION("missing") {
        CHECK(sentence(Journal::open(place.path()).error()) ==
              "the key file {0} is missing; what was sealed with it stays closed");
        CHECK_FALSE(std::filesystem::exists(place.path() / "key"));
    }
    SECTION("another one") {
        const TemporaryDirectory other;
        opened(other.path());
        std::filesystem::copy_file(other.path() / "key", place.path() / "key");
        CHECK(sentence(Journal::open(place.path()).error()) ==
              "the key file {0} does not belong to the journal");
    }
}

TEST_CASE("the key file may live elsewhere", "[activation][journal]") {
    const TemporaryDirectory place;
    JournalOptions options;
    options.key_file = place.path() / "elsewhere.key";
    REQUIRE(
        Journal::open(place.path() / "state", options).value()->intend(testing::small_request(), "local"));
    CHECK(std::filesystem::exists(options.key_file));
    CHECK_FALSE(std::filesystem::exists(place.path() / "state" / "key"));
}

TEST_CASE("a disk without room is an error of the journal, and nothing half written stays",
          "[activation][journal]") {
    const TemporaryDirectory place;
    auto journal = opened(place.path());
    REQUIRE(journal->intend(numbered(1), "local"));
    struct rlimit before {};
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &before) == 0);
    auto none_left = before;
    none_left.rlim_cur = std::filesystem::file_size(place.path() / "journal.db-wal");
    const auto ignored = ::signal(SIGXFSZ, SIG_IGN);
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &none_left) == 0);
    const auto written = journal->intend(numbered(2), "local");
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &before) == 0);
    ::signal(SIGXFSZ, ignored);

    REQUIRE_FALSE(written);
    CHECK(sentence(written.error()) == "{0} cannot be read or written: the disk reports an error");
    CHECK_FALSE(journal->find(numbered(2).request_no).value());
    CHECK(journal->intend(numbered(2), "local"));
    CHECK_FALSE(journal->verify()->first_bad);
}

TEST_CASE("two processes write one journal without losing or breaking an entry", "[activation][journal]") {
    const TemporaryDirectory place;
    constexpr int processes = 2;
    constexpr int requests = 20;
    std::vector<pid_t> children;
    for (int p = 0; p < processes; ++p) {
        const auto child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            auto journal = Journal::open(place.path());
            bool good = journal.has_value();
            for (int i = 0; good && i < requests; ++i) {
                auto request = testing::small_request();
                request.request_no = make_request_no();
                good = (*journal)->intend(request, "local") &&
                       (*journal)->decide(request.request_no, State::refused, testing::refused());
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
    const auto check = opened(place.path())->verify().value();
    CHECK(check.entries == processes * requests * 2);
    CHECK_FALSE(check.first_bad);
}

TEST_CASE("threads share one journal", "[activation][journal]") {
    const TemporaryDirectory place;
    auto journal = opened(place.path());
    std::atomic<int> written = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 10; ++i) {
                auto request = testing::small_request();
                request.request_no = make_request_no();
                if (journal->intend(request, "local")) ++written;
            }
        });
    for (auto& thread : threads) thread.join();
    CHECK(written == 40);
    CHECK(journal->verify()->entries == 40);
}
