#include <SQLiteCpp/SQLiteCpp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sscard/store/database.hpp>
#include <thread>

#include "catch.hpp"
#include "temporary_directory.hpp"

using namespace sscard;
using store::Access;
using store::Database;
using store::Opening;
using store::Schema;
using store::Value;
using testing::TemporaryDirectory;

namespace {

constexpr auto first = "CREATE TABLE notes (id INTEGER PRIMARY KEY, word TEXT, body BLOB) STRICT";
constexpr auto second = "ALTER TABLE notes ADD COLUMN more TEXT";

Opening opening(const TemporaryDirectory& place, Schema schema = {77, {first}}) {
    return {place.path() / "state" / "notes.db",
            std::move(schema),
            {Fault::journal, "open the notes"},
            Access::create};
}

Database opened(const TemporaryDirectory& place) {
    auto database = Database::open(opening(place));
    REQUIRE(database);
    return std::move(*database);
}

std::int64_t count(const Database& database) {
    return database.rows("SELECT count(*) FROM notes").value().front().integer(0);
}

std::string sentence(const tl::expected<Database, Error>& outcome) {
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().fault == Fault::journal);
    CHECK(outcome.error().step == "open the notes");
    return outcome.error().sentence;
}

}  // namespace

TEST_CASE("a new database has a directory and files that only its owner can read", "[store][database]") {
    const TemporaryDirectory place;
    const auto before = ::umask(0);
    auto database = opened(place);
    REQUIRE(database.run("INSERT INTO notes(word) VALUES('x')"));
    ::umask(before);
    struct stat status {};
    REQUIRE(::stat((place.path() / "state").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0700);
    std::size_t files = 0;
    for (const auto& entry : std::filesystem::directory_iterator{place.path() / "state"}) {
        REQUIRE(::stat(entry.path().c_str(), &status) == 0);
        CHECK((status.st_mode & 0777U) == 0600);
        ++files;
    }
    CHECK(files == 3);  // database, log, shared memory
}

TEST_CASE("a database is in write-ahead mode and syncs every commit", "[store][database]") {
    const TemporaryDirectory place;
    const auto database = opened(place);
    CHECK(database.rows("PRAGMA journal_mode").value().front().text(0) == "wal");
    CHECK(database.rows("PRAGMA synchronous").value().front().integer(0) == 2);
}

TEST_CASE("values of every kind come back as they went in", "[store][database]") {
    const TemporaryDirectory place;
    auto database = opened(place);
    REQUIRE(database.run("INSERT INTO notes(word, body) VALUES(?, ?), (?, ?)",
                         {std::string{"张三"}, Bytes{0, 1}, store::nullable<std::string>({}), Bytes{}}));
    const auto rows = database.rows("SELECT id, word, body FROM notes ORDER BY id").value();
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].columns() == store::Values{std::int64_t{1}, std::string{"张三"}, Bytes{0, 1}});
    CHECK(rows[1].columns() == store::Values{std::int64_t{2}, std::monostate{}, Bytes{}});
}

TEST_CASE("a statement that is run again has nothing left of the time before", "[store][database]") {
    const TemporaryDirectory place;
    auto database = opened(place);
    const std::string insert = "INSERT INTO notes(id, word) VALUES(?, ?)";
    REQUIRE(database.run(insert, {std::int64_t{1}, std::string{"one"}}));
    REQUIRE_FALSE(database.run(insert, {std::int64_t{1}, std::string{"again"}}));
    REQUIRE(database.run(insert, {std::int64_t{2}}));
    CHECK(database.rows("SELECT id FROM notes WHERE word IS NULL")->front().integer(0) == 2);

    const std::string select = "SELECT id FROM notes WHERE id >= ? ORDER BY id";
    std::string seen;
    REQUIRE(database.each(select, {std::int64_t{1}}, [&](const store::Row& outer) -> Result<void> {
        const auto rows = database.rows(select, {outer.integer(0)}).value();
        for (const auto& inner : rows)
            seen += std::to_string(outer.integer(0)) + std::to_string(inner.integer(0)) + " ";
        return {};
    }));
    CHECK(seen == "11 12 22 ");
    for (int other = 0; other < 100; ++other)
        REQUIRE(database.rows("SELECT " + std::to_string(other) + " FROM notes"));
    CHECK(database.rows(select, {std::int64_t{2}})->size() == 1);
}

TEST_CASE("a column of another type, or none, reads as nothing", "[store][database]") {
    const store::Row row{{std::string{"x"}, std::int64_t{1}}};
    CHECK(row.integer(0) == 0);
    CHECK(row.text(1).empty());
    CHECK(row.blob(0).empty());
    CHECK(row.integer(9) == 0);
}

TEST_CASE("an older database is led to the newest version and keeps its rows", "[store][database]") {
    const TemporaryDirectory place;
    REQUIRE(opened(place).run("INSERT INTO notes(word) VALUES('old')"));
    const auto newer = Database::open(opening(place, {77, {first, second}}));
    REQUIRE(newer);
    CHECK(newer->rows("PRAGMA user_version").value().front().integer(0) == 2);
    CHECK(newer->rows("SELECT word FROM notes WHERE more IS NULL").value().front().text(0) == "old");
}

TEST_CASE("a database of a newer version is refused and left alone", "[store][database]") {
    const TemporaryDirectory place;
    REQUIRE(Database::open(opening(place, {77, {first, second}})));
    CHECK(sentence(Database::open(opening(place))) == "{0} was written by a newer version of sscard");
    CHECK(Database::open(opening(place, {77, {first, second}}))
              ->rows("PRAGMA user_version")
              .value()
              .front()
              .integer(0) == 2);
}

TEST_CASE("a migration that fails changes nothing", "[store][database]") {
    const TemporaryDirectory place;
    REQUIRE(opened(place).run("INSERT INTO notes(word) VALUES('old')"));
    CHECK(sentence(Database::open(opening(place, {77, {first, second, "no such statement"}}))) ==
          "{0} cannot be used");
    CHECK(count(opened(place)) == 1);
}

TEST_CASE("a file that is no database, or another program's, is refused", "[store][database]") {
    const TemporaryDirectory place;
    const auto file = opening(place).file;
    std::filesystem::create_directory(file.parent_path());
    SECTION("text") { std::ofstream{file} << std::string(4096, 'x'); }
    SECTION("another schema") {
        SQLite::Database{file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE}.exec(
            "CREATE TABLE a(b)");
    }
    SECTION("another application") { REQUIRE(Database::open(opening(place, {78, {first}}))); }
    CHECK(sentence(Database::open(opening(place))) ==
          "{0} is something else or damaged: it is no database of sscard");
}

TEST_CASE("a missing file is not made when it has to exist", "[store][database]") {
    const TemporaryDirectory place;
    auto asked = opening(place);
    asked.access = Access::existing;
    CHECK(sentence(Database::open(asked)) == "{0} cannot be opened, or its directory cannot be written");
    CHECK_FALSE(std::filesystem::exists(asked.file));
}

TEST_CASE("a database opened for reading refuses to write", "[store][database]") {
    const TemporaryDirectory place;
    REQUIRE(opened(place).run("INSERT INTO notes(word) VALUES('old')"));
    auto asked = opening(place);
    asked.access = Access::read_only;
    auto database = Database::open(asked);
    REQUIRE(database);
    CHECK(count(*database) == 1);
    const auto written = database->run("INSERT INTO notes(word) VALUES('new')");
    REQUIRE_FALSE(written);
    CHECK(written.error().sentence == std::string{"{0} cannot be written: it is read-only"});
}

TEST_CASE("a directory that cannot be written is an error with its own sentence", "[store][database]") {
    if (::geteuid() == 0) {  // root may write everywhere but below a file that is none of its own making
        Opening asked = opening(TemporaryDirectory{});
        asked.file = "/proc/self/sscard/notes.db";
        CHECK(sentence(Database::open(asked)) == "{0} does not exist");
        return;
    }
    const TemporaryDirectory place;
    std::filesystem::permissions(place.path(), std::filesystem::perms{0500});
    CHECK(sentence(Database::open(opening(place))) == "{0} may not be read or written by this user");
}

TEST_CASE("a full disk is an error with its own sentence, and what was there stays", "[store][database]") {
    const TemporaryDirectory place;
    auto database = opened(place);
    REQUIRE(database.run("INSERT INTO notes(word) VALUES('old')"));
    REQUIRE(database.run("PRAGMA max_page_count = 1"));  // SQLite takes the present size as the least
    const auto written =
        database.write([&] { return database.run("INSERT INTO notes(body) VALUES(zeroblob(1000000))"); });
    REQUIRE_FALSE(written);
    CHECK(written.error().sentence == std::string{"the disk is full: {0} cannot be written"});
    CHECK(written.error().detail == 13);
    CHECK(written.error().fault == Fault::journal);
    CHECK(count(database) == 1);
    REQUIRE(database.run("PRAGMA max_page_count = 100000"));
    CHECK(database.write([&] { return database.run("INSERT INTO notes(word) VALUES('new')"); }));
}

TEST_CASE("a database that another process holds is reported as held, after a bounded wait",
          "[store][database]") {
    const TemporaryDirectory place;
    auto database = opened(place);
    REQUIRE(database.wait_at_most(std::chrono::milliseconds{1}));
    SQLite::Database other{opening(place).file.string(), SQLite::OPEN_READWRITE};
    other.exec("BEGIN IMMEDIATE");
    const auto written = database.write([&] { return database.run("INSERT INTO notes(word) VALUES('x')"); });
    REQUIRE_FALSE(written);
    CHECK(written.error().sentence == std::string{"another process holds {0}"});
    other.exec("ROLLBACK");
    CHECK(database.write([&] { return database.run("INSERT INTO notes(word) VALUES('x')"); }));
}

TEST_CASE("errors hold neither SQL nor values", "[store][database]") {
    const TemporaryDirectory place;
    auto database = opened(place);
    const auto wrong = database.run("INSERT INTO nowhere VALUES(?)", {std::string{"11010519491231002X"}});
    REQUIRE_FALSE(wrong);
    CHECK(wrong.error().sentence == std::string{"{0} cannot be used"});
    CHECK(wrong.error().words == std::vector<std::string>{opening(place).file.string()});
}

TEST_CASE("work that fails, or throws, leaves the database as it was", "[store][database]") {
    const TemporaryDirectory place;
    auto database = opened(place);
    const auto failed = database.write([&]() -> Result<void> {
        REQUIRE(database.run("INSERT INTO notes(word) VALUES('x')"));
        return fail(Fault::refused, "on purpose");
    });
    CHECK(failed.error().fault == Fault::refused);
    CHECK_THROWS_AS(database.write([&]() -> Result<void> {
        REQUIRE(database.run("INSERT INTO notes(word) VALUES('x')"));
        throw std::runtime_error{"on purpose"};
    }),
                    std::runtime_error);
    CHECK(count(database) == 0);
}

TEST_CASE("a walk over rows ends at the first failure", "[store][database]") {
    const TemporaryDirectory place;
    auto database = opened(place);
    REQUIRE(database.run("INSERT INTO notes(word) VALUES('a'), ('b'), ('c')"));
    int seen = 0;
    const auto walked = database.each("SELECT id FROM notes", {}, [&](const store::Row&) -> Result<void> {
        if (++seen == 2) return fail(Fault::refused, "enough");
        return {};
    });
    CHECK(walked.error().fault == Fault::refused);
    CHECK(seen == 2);
}

TEST_CASE("many that make one database at once all find it good", "[store][database]") {
    const TemporaryDirectory place;
    std::atomic<int> good = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            auto database = Database::open(opening(place));
            if (database &&
                database->write([&] { return database->run("INSERT INTO notes(word) VALUES('x')"); }))
                ++good;
        });
    for (auto& thread : threads) thread.join();
    CHECK(good == 8);
    CHECK(count(opened(place)) == 8);
}
