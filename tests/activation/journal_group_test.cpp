#include <sys/resource.h>

#include <csignal>

#include "batches.hpp"
#include "temporary_directory.hpp"

using namespace sscard;
using namespace sscard::activation;
using testing::TemporaryDirectory;

namespace {

/// Lets no file grow while it lives: a disk that is full.
class FullDisk {
public:
    explicit FullDisk(const std::filesystem::path& state_dir, std::uintmax_t room) {
        REQUIRE(::getrlimit(RLIMIT_FSIZE, &before_) == 0);
        auto none_left = before_;
        none_left.rlim_cur = std::filesystem::file_size(state_dir / "journal.db-wal") + room;
        ignored_ = ::signal(SIGXFSZ, SIG_IGN);
        REQUIRE(::setrlimit(RLIMIT_FSIZE, &none_left) == 0);
    }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;
    ~FullDisk() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        ::signal(SIGXFSZ, ignored_);
    }

private:
    struct rlimit before_ {};
    void (*ignored_)(int) = nullptr;
};

bool is_in_progress(const std::filesystem::path& state_dir, const std::string& request_no) {
    return !testing::batch_journal(state_dir)->take_up(request_no).value();
}

}  // namespace

TEST_CASE("requests of a group stand in the journal as if each had been written alone",
          "[activation][journal][group]") {
    const TemporaryDirectory place;
    auto journal = testing::batch_journal(place.path());
    const auto intents = testing::fresh_intents(300);
    REQUIRE(journal->intend_all(intents));
    REQUIRE(journal->decide_all(testing::decided(intents)));
    const auto check = journal->verify().value();
    CHECK(check.entries == 600);
    CHECK_FALSE(check.first_bad);
    for (const std::size_t n : {0U, 1U, 299U}) {
        const auto record = journal->find(intents[n].request.request_no).value();
        REQUIRE(record);
        CHECK(record->request == intents[n].request);
        CHECK(record->backend == "local");
        CHECK_FALSE(record->batch);
        REQUIRE(record->entries.size() == 2);
        CHECK(record->entries[0].sequence == static_cast<std::int64_t>(n) + 1);
        CHECK(record->entries[1].sequence == static_cast<std::int64_t>(n) + 301);
        CHECK(record->entries[1].decision->receipt_no == "R1");
        CHECK(record->entries[1].took == std::chrono::milliseconds{120});
    }
}

TEST_CASE("an empty group is written, and is nothing", "[activation][journal][group]") {
    const TemporaryDirectory place;
    auto journal = testing::batch_journal(place.path());
    REQUIRE(journal->intend_all({}));
    REQUIRE(journal->decide_all({}));
    CHECK(journal->verify()->entries == 0);
}

TEST_CASE("one request that cannot be intended keeps its whole group from the journal",
          "[activation][journal][group]") {
    const TemporaryDirectory place;
    auto journal = testing::batch_journal(place.path());
    auto intents = testing::fresh_intents(3);
    auto elsewhere = testing::batch_journal(place.path());
    SECTION("it stands there already") {
        REQUIRE(elsewhere->intend(intents[2].request, "local"));
        REQUIRE(elsewhere->decide(intents[2].request.request_no, State::refused, testing::refused()));
    }
    SECTION("another process is at it") {
        REQUIRE(elsewhere->take_up(intents[2].request.request_no).value());
    }
    SECTION("it is twice in the group") { intents[2].request = intents[0].request; }
    SECTION("it belongs to a batch that was not begun") { intents[2].place = BatchRow{1, 1}; }
    REQUIRE_FALSE(journal->intend_all(intents));
    elsewhere.reset();
    for (const std::size_t n : {0U, 1U}) {
        CHECK_FALSE(journal->find(intents[n].request.request_no).value());
        CHECK_FALSE(is_in_progress(place.path(), intents[n].request.request_no));
        CHECK(journal->intend(intents[n].request, "local"));
    }
    CHECK_FALSE(journal->verify()->first_bad);
}

TEST_CASE("a request that is in progress stays so when it is intended again",
          "[activation][journal][group]") {
    const TemporaryDirectory place;
    auto journal = testing::batch_journal(place.path());
    const auto intents = testing::fresh_intents(1);
    REQUIRE(journal->intend_all(intents));
    CHECK(journal->intend_all(intents).error().sentence ==
          std::string{"the journal has a request {0} already; a request is sent once"});
    CHECK(is_in_progress(place.path(), intents[0].request.request_no));
}

TEST_CASE("one outcome that cannot be written keeps its whole group from the journal",
          "[activation][journal][group]") {
    const TemporaryDirectory place;
    auto journal = testing::batch_journal(place.path());
    const auto intents = testing::fresh_intents(2);
    REQUIRE(journal->intend_all(intents));
    auto decided = testing::decided(intents);
    decided.push_back({make_request_no(), State::activated, testing::activated()});
    CHECK(journal->decide_all(decided).error().words == std::vector{decided.back().request_no});
    for (const auto& intent : intents) {
        const auto& request_no = intent.request.request_no;
        CHECK(journal->find(request_no).value()->state() == State::intended);
        CHECK_FALSE(is_in_progress(place.path(), request_no));
    }
    decided.back() = {intents[0].request.request_no, State::intended, {}};
    CHECK(journal->decide_all(decided).error().fault == Fault::internal);
    decided.pop_back();
    CHECK(journal->decide_all(decided));
}

TEST_CASE("a disk that fills in the middle of a group leaves nothing of it", "[activation][journal][group]") {
    const TemporaryDirectory place;
    auto journal = testing::batch_journal(place.path());
    const auto before = testing::fresh_intents(1);
    REQUIRE(journal->intend_all(before));
    const auto intents = testing::fresh_intents(64);
    for (const std::uintmax_t room : {0U, 4096U, 30000U}) {
        INFO(room);
        Result<void> written;
        {
            const FullDisk full{place.path(), room};
            written = journal->intend_all(intents);
        }
        REQUIRE_FALSE(written);
        CHECK(written.error().fault == Fault::journal);
        CHECK(journal->verify()->entries == 1);
        CHECK_FALSE(is_in_progress(place.path(), intents[63].request.request_no));
    }
    REQUIRE(journal->intend_all(intents));
    {
        const FullDisk full{place.path(), 0};
        CHECK(journal->decide_all(testing::decided(intents)).error().fault == Fault::journal);
    }
    CHECK(journal->find(intents[0].request.request_no).value()->state() == State::intended);
    REQUIRE(journal->decide_all(testing::decided(intents)));
    CHECK_FALSE(journal->verify()->first_bad);
}
