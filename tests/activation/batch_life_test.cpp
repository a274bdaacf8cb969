#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>
#include <map>
#include <random>
#include <thread>

#include "batches.hpp"
#include "temporary_directory.hpp"

/// What happens to batches over time: kills, other processes, pruning, newer versions.
using namespace sscard;
using namespace sscard::activation;
using testing::TemporaryDirectory;

namespace {

constexpr std::int64_t rows = 48;
constexpr std::int64_t window = 8;

/// Remembers what took effect in a file, as an authority does, whatever becomes of who asks.
class Authority {
public:
    explicit Authority(std::filesystem::path file) : file_{std::move(file)} {}

    void activate(const Intent& intent) const {
        std::ofstream{file_, std::ios::app} << intent.place->row << " " + intent.request.request_no + "\n"
                                            << std::flush;
    }

    /// The request that took effect, by the row.
    std::multimap<std::int64_t, std::string> effects() const {
        std::multimap<std::int64_t, std::string> all;
        std::ifstream in{file_};
        std::int64_t row = 0;
        for (std::string request_no; in >> row >> request_no;) all.emplace(row, request_no);
        return all;
    }

private:
    std::filesystem::path file_;
};

/// Runs a batch as it is to be run: asks about what is open, sends what was not sent.
bool run(const std::filesystem::path& state_dir, const std::string& name, const Authority& authority) {
    auto journal = BatchJournal::open(state_dir);
    auto facts = testing::facts();
    facts.rows = rows;
    const auto begun = journal ? (*journal)->begin(name, facts) : tl::unexpected{journal.error()};
    if (!begun) return false;
    const auto batch = begun->batch.number;
    std::vector<State> states(rows + 1, State::not_sent);
    const auto known = (*journal)->row_states(batch, 0, rows).value();
    for (const auto& one : known) {
        auto& state = states.at(static_cast<std::size_t>(one.row));
        state = one.state;
        if (!one.request_no) continue;
        const auto effects = authority.effects();
        const bool arrived = std::any_of(effects.begin(), effects.end(), [&](const auto& effect) {
            return effect.second == *one.request_no;
        });
        state = arrived ? State::activated : State::not_sent;
        if (!(*journal)->take_up(*one.request_no).value_or(false)) return false;
        if (!(*journal)->decide(*one.request_no, state, {})) return false;
    }
    for (std::int64_t first = 1; first <= rows; first += window) {
        std::vector<Intent> intents;
        for (auto row = first; row < first + window; ++row)
            if (states.at(static_cast<std::size_t>(row)) == State::not_sent)
                intents.push_back({testing::fresh_request(), "local", BatchRow{batch, row}});
        if (!(*journal)->intend_all(intents)) return false;
        for (const auto& intent : intents) authority.activate(intent);
        if (!(*journal)->decide_all(testing::decided(intents))) return false;
    }
    return true;
}

template <class Work>
pid_t in_child(Work work) {
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) ::_exit(work() ? 0 : 1);
    return child;
}

int status_of(pid_t child) {
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    return status;
}

/// Every row is final, took effect once, and by the request that the journal names.
void check_whole(const std::filesystem::path& state_dir, const std::string& name,
                 const Authority& authority) {
    auto journal = testing::batch_journal(state_dir);
    const auto batch = journal->batch(name).value();
    REQUIRE(batch);
    CHECK(journal->count_rows(*batch).value()[State::activated] == rows);
    const auto effects = authority.effects();
    CHECK(effects.size() == rows);
    const auto outcomes = journal->row_outcomes(batch->number, 0, 2 * rows).value();
    CHECK(outcomes.size() == rows);
    for (const auto& outcome : outcomes) {
        INFO(outcome.row);
        REQUIRE(effects.count(outcome.row) == 1);
        CHECK(effects.find(outcome.row)->second == outcome.request_no);
    }
    CHECK_FALSE(journal->verify()->first_bad);
}

/// Makes a journal of an earlier version, as that version left it.
void make_old_journal(const std::filesystem::path& state_dir, int version) {
    std::ifstream in{std::string{SSCARD_SOURCE_DIR} + "/tests/end_to_end/journal-version-" +
                     std::to_string(version) + ".sql"};
    const std::string script{std::istreambuf_iterator<char>{in}, {}};
    const std::string label = "Key file: ";
    const auto key = from_hex(script.substr(script.find(label) + label.size(), 64)).value();
    std::ofstream{state_dir / "key", std::ios::binary}.write(reinterpret_cast<const char*>(key.data()), 32);
    std::filesystem::permissions(state_dir / "key", std::filesystem::perms{0600});
    SQLite::Database raw{(state_dir / "journal.db").string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
    raw.exec(script);
}

/// A journal whose days the test decides.
struct Days {
    TemporaryDirectory place;
    std::unique_ptr<BatchJournal> journal;
    TimePoint now{};

    Days() {
        JournalOptions options;
        options.clock = [this] { return now; };
        journal = BatchJournal::open(place.path(), options).value();
        on(1);
    }

    void on(int day) {
        constexpr std::time_t first_of_march_2001 = 983448000;  // 12:00 UTC
        now = std::chrono::system_clock::from_time_t(first_of_march_2001) + std::chrono::hours{24} * day;
    }

    std::string date(int day) {
        on(day);
        return iso_date(now);
    }

    std::int64_t begin(const std::string& name) {
        return journal->begin(name, testing::facts()).value().batch.number;
    }

    void close(std::int64_t batch, std::int64_t row) {
        const auto intents = testing::intents_for(batch, row, row);
        REQUIRE(journal->intend_all(intents));
        REQUIRE(journal->decide_all(testing::decided(intents)));
    }

    Pruning prune(int day) {
        const auto before = date(day);
        const auto foreseen = journal->prunable(before).value();
        auto pruned = journal->prune(before).value();
        CHECK(foreseen.entries == pruned.entries);
        CHECK(foreseen.requests == pruned.requests);
        CHECK_FALSE(journal->verify()->first_bad);
        return pruned;
    }
};

}  // namespace

TEST_CASE("a batch that is killed again and again ends with one effect a row",
          "[activation][journal][batch]") {
    const TemporaryDirectory place;
    const Authority authority{place.path() / "effects"};
    const auto state_dir = place.path() / "state";
    std::mt19937 chance{20261122};
    for (int kill = 0; kill < 20; ++kill) {
        const auto child = in_child([&] { return run(state_dir, "school", authority); });
        std::this_thread::sleep_for(std::chrono::microseconds{chance() % 30000});
        ::kill(child, SIGKILL);
        status_of(child);
    }
    CHECK(status_of(in_child([&] { return run(state_dir, "school", authority); })) == 0);
    check_whole(state_dir, "school", authority);
}

TEST_CASE("two processes run two batches of one journal at once", "[activation][journal][batch]") {
    const TemporaryDirectory place;
    const auto state_dir = place.path() / "state";
    std::vector<pid_t> children;
    const std::string names[] = {"school", "office"};
    for (const auto& name : names)
        children.push_back(in_child([&] { return run(state_dir, name, Authority{place.path() / name}); }));
    for (const auto child : children) CHECK(status_of(child) == 0);
    for (const auto& name : names) check_whole(state_dir, name, Authority{place.path() / name});
}

TEST_CASE("a batch is pruned whole, with the rows that were no requests", "[activation][journal][prune]") {
    Days days;
    const auto batch = days.begin("school");
    const RowNote notes[] = {{2, State::invalid, "id_number_check"}, {.row = 3, .same_as = 1}};
    REQUIRE(days.journal->note(batch, notes));
    days.close(batch, 1);
    days.on(2);
    days.close(batch, 4);
    days.journal->leave(batch);
    days.on(3);
    days.begin("office");

    const auto kept = days.prune(2);
    CHECK(kept.entries == 0);
    REQUIRE(kept.kept_back);
    CHECK(kept.kept_back->batch == "school");
    CHECK_FALSE(kept.kept_back->open);

    const auto pruned = days.prune(3);
    CHECK(pruned.requests == 2);
    CHECK(pruned.entries == 7);
    CHECK_FALSE(days.journal->batch("school").value());
    CHECK(days.journal->batch("office").value());
    CHECK(days.journal->row_states(batch, 0, 10)->empty());
    CHECK(days.journal->begin("school", testing::facts())->created);
}

TEST_CASE("a batch without any request is pruned too", "[activation][journal][prune]") {
    Days days;
    const auto batch = days.begin("school");
    const RowNote notes[] = {{1, State::invalid, "id_number_check"}};
    REQUIRE(days.journal->note(batch, notes));
    days.journal->leave(batch);
    const auto pruned = days.prune(5);
    CHECK(pruned.requests == 0);
    CHECK(pruned.entries == 2);
    CHECK(days.journal->batches()->empty());
    CHECK(days.prune(6).entries == 0);
}

TEST_CASE("a batch that runs, or has an open request, is not pruned", "[activation][journal][prune]") {
    Days days;
    const auto batch = days.begin("school");
    days.close(batch, 1);
    CHECK(days.prune(9).entries == 0);
    CHECK(days.prune(9).kept_back->batch == "school");
    CHECK(days.prune(9).kept_back->open);
    auto other = testing::batch_journal(days.place.path());
    CHECK(other->prune(days.date(9))->entries == 0);

    days.on(1);
    const auto intents = testing::intents_for(batch, 2, 2);
    REQUIRE(days.journal->intend_all(intents));
    days.journal->leave(batch);
    const auto pruned = days.prune(9);
    CHECK(pruned.entries == 0);
    CHECK(pruned.kept_back->request_no == intents[0].request.request_no);
    CHECK_FALSE(pruned.kept_back->batch);
}

TEST_CASE("a journal of an earlier version keeps its proof and takes batches",
          "[activation][journal][batch]") {
    for (const auto& [version, requests, entries] : {std::tuple{1, 3U, 6}, std::tuple{2, 2U, 5}}) {
        INFO(version);
        const TemporaryDirectory place;
        make_old_journal(place.path(), version);
        auto journal = testing::batch_journal(place.path());
        const auto before = journal->verify().value();
        CHECK_FALSE(before.first_bad);
        CHECK(before.entries == entries);
        CHECK(journal->list({})->size() == requests);
        CHECK(journal->batches()->empty());

        const auto batch = journal->begin("school", testing::facts()).value().batch;
        const auto intents = testing::intents_for(batch.number, 1, 2);
        REQUIRE(journal->intend_all(intents));
        REQUIRE(journal->decide_all(testing::decided(intents)));
        const auto after = journal->verify().value();
        CHECK_FALSE(after.first_bad);
        CHECK(after.entries == entries + 5);
        SQLite::Database raw{(place.path() / "journal.db").string()};
        CHECK(raw.execAndGet("PRAGMA user_version").getInt() == 3);
    }
}

TEST_CASE("the rows of a big batch are walked in little memory", "[activation][journal][batch]") {
    const TemporaryDirectory place;
    auto journal = testing::batch_journal(place.path());
    auto facts = testing::facts();
    facts.rows = 100000;
    const auto batch = journal->begin("school", facts).value().batch;
    {
        SQLite::Database raw{(place.path() / "journal.db").string(), SQLite::OPEN_READWRITE};
        raw.exec(
            "WITH RECURSIVE rows(row) AS (SELECT 1 UNION ALL SELECT row + 1 FROM rows WHERE row < 100000)"
            "INSERT INTO entries(at, request_no, state, backend, scope, sealed, algorithm, hash, batch, row)"
            " SELECT 'x', 'r' || row, CASE WHEN row % 10 = 0 THEN 'pending' ELSE 'activated' END, '', '',"
            "        zeroblob(40), '', x'', 1, row FROM rows");
    }
    constexpr std::size_t page = 1000;
    constexpr sqlite3_int64 most = 8 * 1024 * 1024;  // bytes, that SQLite takes at any moment
    sqlite3_memory_highwater(1);
    std::int64_t last = 0;
    std::int64_t open = 0;
    bool in_order = true;
    while (true) {
        const auto states = journal->row_states(batch.number, last, page).value();
        for (const auto& one : states) {
            in_order = in_order && one.row == last + 1;
            last = one.row;
            if (one.request_no) ++open;
        }
        if (states.size() < page) break;
    }
    CHECK(in_order);
    CHECK(last == 100000);
    CHECK(open == 10000);
    const auto counts = journal->count_rows(batch).value();
    CHECK(counts[State::activated] == 90000);
    CHECK(counts[State::pending] == 10000);
    CHECK(counts[State::not_sent] == 0);
    CHECK(sqlite3_memory_highwater(0) < most);
}
