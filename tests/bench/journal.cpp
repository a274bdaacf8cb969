#include <fmt/format.h>
#include <sqlite3.h>
#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <sscard/activation/batch_journal.hpp>
#include <stdexcept>
#include <string>
#include <vector>

/// What a durable entry of the journal costs, in groups and alone, beside plain inserts into SQLite with the
/// same columns, the same group, and the same durability; below the directory that is named.
namespace sscard::bench {
namespace {

using namespace activation;
using Clock = std::chrono::steady_clock;

constexpr std::size_t group = 256;
constexpr int repetitions = 5;  // by turns; the best one counts

void require(bool done, const char* what) {
    if (!done) throw std::runtime_error{what};
}

/// A directory that goes away with the object.
class Place {
public:
    explicit Place(const std::string& below) : path_{below + "/sscard-bench-XXXXXX"} {
        require(::mkdtemp(path_.data()) != nullptr, "mkdtemp");
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    ~Place() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }

    const std::string& path() const noexcept { return path_; }

private:
    std::string path_;
};

Request request() {
    Request request;
    request.request_no = make_request_no();
    request.holder = {"11010519491231002X", "张三"};
    request.card.number = "D2143569X";
    request.card.identification_number = "310000D15600000500000001FFFFFFFF";
    // Numbers that differ, as people's and cards' do: their indexes are the dearest part.
    request.holder.id_number.replace(0, 17, request.request_no.substr(19, 17));
    request.card.number.replace(0, 8, request.request_no.substr(28, 8));
    request.actor.operator_id = "7";
    return request;
}

Decision activated() {
    Decision decision;
    decision.result = State::activated;
    decision.social_security = HalfState{"1", "正常"};
    decision.bank_account = HalfState{"0", "未激活"};
    decision.effective_at = "2026-11-22T10:00:00+08:00";
    decision.receipt_no = "R1";
    decision.message = "您的社会保障卡已激活";
    return decision;
}

/// Entries a second of a journal, half of them intents and half of them decisions.
double journal(const std::string& below, std::size_t size, std::size_t groups) {
    const Place place{below};
    const auto journal = BatchJournal::open(place.path()).value();
    BatchFacts facts;
    facts.rows = static_cast<std::int64_t>(size * groups);
    const auto batch = journal->begin("bench", facts).value().batch.number;
    std::int64_t row = 0;
    Clock::duration spent{};
    for (std::size_t n = 0; n < groups; ++n) {
        std::vector<Intent> intents(size);
        std::vector<Decided> decided(size);
        for (std::size_t i = 0; i < size; ++i) {
            intents[i] = {request(), "local", BatchRow{batch, ++row}};
            decided[i] = {intents[i].request.request_no, State::activated, activated(),
                          std::chrono::milliseconds{120}};
        }
        const auto start = Clock::now();
        require(journal->intend_all(intents).has_value(), "intend_all");
        require(journal->decide_all(decided).has_value(), "decide_all");
        spent += Clock::now() - start;
    }
    return static_cast<double>(2 * size * groups) / std::chrono::duration<double>{spent}.count();
}

/// A database that holds what a journal holds, and no more than SQLite itself does for it.
class Plain {
public:
    Plain(const std::string& below, bool with_indexes) : place_{below} {
        // A journal makes the tables.
        BatchJournal::open(place_.path()).value();
        require(sqlite3_open((place_.path() + "/plain.db").c_str(), &handle_) == SQLITE_OK, "sqlite3_open");
        run("PRAGMA journal_mode = WAL");
        run("PRAGMA synchronous = FULL");
        run("ATTACH '" + place_.path() + "/journal.db' AS model");
        for (const auto& sql : schema(with_indexes)) run(sql);
        run("DETACH model");
        require(sqlite3_prepare_v2(handle_, "INSERT INTO entries VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", -1,
                                   &insert_, nullptr) == SQLITE_OK,
                "sqlite3_prepare");
    }
    Plain(const Plain&) = delete;
    Plain& operator=(const Plain&) = delete;
    ~Plain() {
        sqlite3_finalize(insert_);
        sqlite3_close(handle_);
    }

    void run(const std::string& sql) const {
        require(sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK, sql.c_str());
    }

    void insert(std::int64_t number, const std::string& request_no, bool intent) const {
        static const std::string at = "2026-11-22T10:00:00+08:00";
        static const std::string sealed(560, 's');
        static const std::string hash(32, 'h');
        const auto index = request_no.substr(4, 32);
        const auto text = [this](int column, const std::string& value) {
            sqlite3_bind_text(insert_, column, value.data(), static_cast<int>(value.size()), SQLITE_STATIC);
        };
        const auto blob = [this](int column, const std::string& value, std::size_t size) {
            sqlite3_bind_blob(insert_, column, value.data(), static_cast<int>(size), SQLITE_STATIC);
        };
        const auto reversed = std::string{index.rbegin(), index.rend()};  // in no order, as hashes are
        text(2, at);
        text(3, request_no);
        text(4, intent ? "intended" : "activated");
        text(5, "local");
        text(6, "social_security");
        if (intent) {
            blob(7, reversed, reversed.size());
            blob(8, reversed, reversed.size());
        } else {
            sqlite3_bind_null(insert_, 7);
            sqlite3_bind_null(insert_, 8);
        }
        blob(9, sealed, intent ? 560 : 360);
        text(10, "sha256");
        blob(11, hash, hash.size());
        sqlite3_bind_int64(insert_, 12, 1);
        sqlite3_bind_int64(insert_, 13, number);
        require(sqlite3_step(insert_) == SQLITE_DONE, sqlite3_errmsg(handle_));
        sqlite3_reset(insert_);
    }

private:
    std::vector<std::string> schema(bool with_indexes) const {
        std::vector<std::string> all;
        sqlite3_stmt* query = nullptr;
        const std::string sql =
            "SELECT sql FROM model.sqlite_schema WHERE sql IS NOT NULL AND tbl_name = 'entries' AND type = "
            "'table'" +
            std::string{with_indexes ? " OR type = 'index' AND sql IS NOT NULL" : ""};
        require(sqlite3_prepare_v2(handle_, sql.c_str(), -1, &query, nullptr) == SQLITE_OK, "schema");
        while (sqlite3_step(query) == SQLITE_ROW)
            all.emplace_back(reinterpret_cast<const char*>(sqlite3_column_text(query, 0)));
        sqlite3_finalize(query);
        return all;
    }

    Place place_;
    sqlite3* handle_ = nullptr;
    sqlite3_stmt* insert_ = nullptr;
};

double plain(const std::string& below, std::size_t size, std::size_t groups, bool with_indexes) {
    const Plain database{below, with_indexes};
    std::int64_t row = 0;
    Clock::duration spent{};
    for (std::size_t n = 0; n < groups; ++n) {
        std::vector<std::string> numbers(size);
        for (auto& number : numbers) number = make_request_no();
        const auto start = Clock::now();
        for (const bool intent : {true, false}) {
            database.run("BEGIN IMMEDIATE");
            for (std::size_t i = 0; i < size; ++i)
                database.insert(row + static_cast<std::int64_t>(i) + 1, numbers[i], intent);
            database.run("COMMIT");
        }
        spent += Clock::now() - start;
        row += static_cast<std::int64_t>(size);
    }
    return static_cast<double>(2 * size * groups) / std::chrono::duration<double>{spent}.count();
}

void compare(const std::string& below, std::size_t size, std::size_t groups) {
    double ours = 0;
    double bare = 0;
    double indexed = 0;
    for (int i = 0; i < repetitions; ++i) {
        ours = std::max(ours, journal(below, size, groups));
        bare = std::max(bare, plain(below, size, groups, false));
        indexed = std::max(indexed, plain(below, size, groups, true));
    }
    fmt::print("{:5} {:14.0f} {:14.0f} {:14.0f} {:10.2f} {:10.2f}\n", size, ours, indexed, bare,
               ours / indexed, ours / bare);
}

}  // namespace
}  // namespace sscard::bench

int main(int argc, char** argv) try {
    if (argc != 2) {
        fmt::print(stderr, "usage: bench_journal DIRECTORY\n");
        return 2;
    }
    fmt::print(
        "Durable entries a second, by the size of the group\n\n{:>5} {:>14} {:>14} {:>14} {:>10} {:>10}\n",
        "group", "journal", "with indexes", "table alone", "to that", "to that");
    sscard::bench::compare(argv[1], sscard::bench::group, 40);
    sscard::bench::compare(argv[1], 1, 200);
    return 0;
} catch (const std::exception& error) {
    fmt::print(stderr, "bench_journal: {}\n", error.what());
    return 1;
}
