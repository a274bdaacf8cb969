#include <SQLiteCpp/SQLiteCpp.h>

#include <sscard/activation/journal.hpp>

#include "batches.hpp"
#include "catch.hpp"
#include "temporary_directory.hpp"

using namespace sscard;
using namespace sscard::activation;
using testing::TemporaryDirectory;

namespace {

/// Three entries of a batch: its beginning, a request, and its outcome.
void fill_batch(const std::filesystem::path& state_dir) {
    auto journal = testing::batch_journal(state_dir);
    const auto batch = journal->begin("school", testing::facts()).value().batch.number;
    const auto intents = testing::intents_for(batch, 7, 7);
    REQUIRE(journal->intend_all(intents));
    REQUIRE(journal->decide_all(testing::decided(intents)));
}

/// A journal of six entries: three requests, each with its outcome.
void fill(const std::filesystem::path& state_dir, const JournalOptions& options = {}) {
    auto journal = Journal::open(state_dir, options).value();
    for (int n = 0; n < 3; ++n) {
        auto request = testing::small_request();
        request.request_no = make_request_no();
        REQUIRE(journal->intend(request, "local"));
        REQUIRE(journal->decide(request.request_no, State::activated, testing::activated()));
    }
}

void tamper(const std::filesystem::path& state_dir, const std::string& sql) {
    SQLite::Database raw{(state_dir / "journal.db").string(), SQLite::OPEN_READWRITE};
    raw.exec("DROP TRIGGER entries_never_change; DROP TRIGGER entries_never_go;");
    raw.exec(sql);
}

JournalCheck check(const std::filesystem::path& state_dir) {
    return Journal::open_existing(state_dir).value()->verify().value();
}

}  // namespace

TEST_CASE("an untouched journal verifies and its head moves with every entry",
          "[activation][journal][chain]") {
    const TemporaryDirectory place;
    fill(place.path());
    const auto before = check(place.path());
    CHECK(before.entries == 6);
    CHECK_FALSE(before.first_bad);
    CHECK(before.head.size() == 64);
    fill(place.path());
    CHECK(check(place.path()).head != before.head);
}

TEST_CASE("the table itself refuses to change or to lose an entry", "[activation][journal][chain]") {
    const TemporaryDirectory place;
    fill(place.path());
    SQLite::Database raw{(place.path() / "journal.db").string(), SQLite::OPEN_READWRITE};
    CHECK_THROWS_AS(raw.exec("UPDATE entries SET state = 'refused' WHERE seq = 2"), SQLite::Exception);
    CHECK_THROWS_AS(raw.exec("DELETE FROM entries WHERE seq = 2"), SQLite::Exception);
}

TEST_CASE("a change in any column of an entry is found at that entry", "[activation][journal][chain]") {
    for (const auto* change :
         {"at = '2020-01-01T00:00:00+08:00'", "request_no = 'x'", "state = 'refused'", "backend = 'x'",
          "scope = 'bank_account'", "id_index = x'00'", "card_index = x'00'", "sealed = x'00'",
          "algorithm = 'sm3'", "algorithm = 'md5'", "hash = x'00'"}) {
        INFO(change);
        const TemporaryDirectory place;
        fill(place.path());
        tamper(place.path(), std::string{"UPDATE entries SET "} + change + " WHERE seq = 4");
        const auto found = check(place.path());
        CHECK(found.first_bad == 4);
        CHECK(found.entries == 3);
    }
}

TEST_CASE("an entry that was taken out is found where it is missing", "[activation][journal][chain]") {
    for (const auto& [sql, first_bad] :
         {std::pair{"DELETE FROM entries WHERE seq = 1", 1},
          std::pair{"DELETE FROM entries WHERE seq = 3", 3},
          std::pair{"DELETE FROM entries WHERE seq = 6", 6},
          std::pair{"DELETE FROM entries WHERE seq > 4", 5},
          std::pair{"DELETE FROM entries WHERE seq = 3; UPDATE entries SET seq = seq - 1 WHERE seq > 3",
                    3}}) {
        INFO(sql);
        const TemporaryDirectory place;
        fill(place.path());
        tamper(place.path(), sql);
        CHECK(check(place.path()).first_bad == first_bad);
    }
}

TEST_CASE("entries that changed places are found", "[activation][journal][chain]") {
    const TemporaryDirectory place;
    fill(place.path());
    tamper(place.path(),
           "UPDATE entries SET seq = 99 WHERE seq = 2; UPDATE entries SET seq = 2 WHERE seq = 4;"
           "UPDATE entries SET seq = 4 WHERE seq = 99");
    CHECK(check(place.path()).first_bad == 2);
}

TEST_CASE("entries cut off at the end stay missed when the journal is written on",
          "[activation][journal][chain]") {
    const TemporaryDirectory place;
    fill(place.path());
    tamper(place.path(), "DELETE FROM entries WHERE seq > 4");
    fill(place.path());
    CHECK(check(place.path()).first_bad == 5);
}

TEST_CASE("an entry whose sealed part was changed is reported as damaged, by its number",
          "[activation][journal][chain]") {
    const TemporaryDirectory place;
    fill(place.path());
    tamper(place.path(), "UPDATE entries SET sealed = zeroblob(length(sealed)) WHERE seq = 3");
    const auto listed = Journal::open_existing(place.path()).value()->list({});
    REQUIRE_FALSE(listed);
    CHECK(listed.error().fault == Fault::journal);
    CHECK(listed.error().sentence == std::string{"entry {0} of the journal is damaged"});
    CHECK(listed.error().words == std::vector<std::string>{"3"});
}

TEST_CASE("a journal may change its hash on the way and verifies all along", "[activation][journal][chain]") {
    const TemporaryDirectory place;
    fill(place.path());
    JournalOptions options;
    options.hash = store::Hash::sm3;
    fill(place.path(), options);
    const auto found = check(place.path());
    CHECK(found.entries == 12);
    CHECK_FALSE(found.first_bad);
    tamper(place.path(), "UPDATE entries SET backend = 'x' WHERE seq = 9");
    CHECK(check(place.path()).first_bad == 9);
}

namespace {

void append(Bytes& to, char type, ByteView bytes) {
    to.push_back(static_cast<std::uint8_t>(type));
    for (int shift = 56; shift >= 0; shift -= 8)
        to.push_back(static_cast<std::uint8_t>(bytes.size() >> static_cast<unsigned>(shift)));
    to.insert(to.end(), bytes.begin(), bytes.end());
}

ByteView bytes_of(const SQLite::Column& column) {
    return {static_cast<const std::uint8_t*>(column.getBlob()), static_cast<std::size_t>(column.getBytes())};
}

/// What somebody without the key can do: the chain once more over what stands there, as docs/journal.md says.
void chain_anew(const std::filesystem::path& state_dir) {
    SQLite::Database raw{(state_dir / "journal.db").string(), SQLite::OPEN_READWRITE};
    SQLite::Statement rows{raw,
                           "SELECT seq, at, request_no, state, backend, scope, id_index, card_index, sealed,"
                           " algorithm, batch, row, same_as, took_ms FROM entries ORDER BY seq"};
    constexpr int without_batch = 10;
    std::vector<Bytes> hashes;
    while (rows.executeStep()) {
        Bytes encoded;
        append(encoded, 'b', hashes.empty() ? Bytes{} : hashes.back());
        bool has_all = false;
        for (int i = without_batch; i < rows.getColumnCount(); ++i)
            has_all = has_all || !rows.getColumn(i).isNull();
        for (int i = 0; i < (has_all ? rows.getColumnCount() : without_batch); ++i) {
            const auto column = rows.getColumn(i);
            if (column.isInteger()) {
                Bytes number(8);
                for (std::size_t at = 0; at < 8; ++at)
                    number[7 - at] = static_cast<std::uint8_t>(column.getInt64() >> (8 * at));
                append(encoded, 'i', number);
            } else if (column.isNull()) {
                append(encoded, 'n', {});
            } else {
                append(encoded, column.isText() ? 't' : 'b', bytes_of(column));
            }
        }
        hashes.push_back(store::digest(store::Hash::sha256, encoded).value());
    }
    for (std::size_t at = 0; at < hashes.size(); ++at) {
        SQLite::Statement set{raw, "UPDATE entries SET hash = ? WHERE seq = ?"};
        set.bind(1, hashes[at].data(), static_cast<int>(hashes[at].size()));
        set.bind(2, static_cast<std::int64_t>(at + 1));
        set.exec();
    }
}

}  // namespace

TEST_CASE("the chain is what its description says: computed anew it is the same",
          "[activation][journal][chain]") {
    const TemporaryDirectory place;
    fill(place.path());
    fill_batch(place.path());
    const auto before = check(place.path());
    tamper(place.path(), "UPDATE entries SET hash = x'00'");
    chain_anew(place.path());
    CHECK(check(place.path()).head == before.head);
    CHECK_FALSE(check(place.path()).first_bad);
}

TEST_CASE("who lacks the key cannot tell another story with a chain computed anew",
          "[activation][journal][chain]") {
    for (const auto* change : {"state = 'refused'", "request_no = 'x'", "sealed = x'00'"}) {
        INFO(change);
        const TemporaryDirectory place;
        fill(place.path());
        tamper(place.path(), std::string{"UPDATE entries SET "} + change + " WHERE seq = 4");
        chain_anew(place.path());
        CHECK(check(place.path()).first_bad == 4);
        CHECK(check(place.path()).entries == 3);
    }
    for (const auto* change : {"row = 8", "batch = 1", "batch = NULL, row = NULL", "same_as = 6"}) {
        INFO(change);
        const TemporaryDirectory place;
        fill(place.path());
        fill_batch(place.path());
        tamper(place.path(), std::string{"UPDATE entries SET "} + change + " WHERE seq = 8");
        chain_anew(place.path());
        CHECK(check(place.path()).first_bad == 8);
    }
}
