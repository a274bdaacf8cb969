#include "journal_table.hpp"

#include <sscard/activation/words.hpp>

#include "chain.hpp"
#include "journal_schema.hpp"

namespace sscard::activation {

namespace {

constexpr auto step = "write the journal";

/// The open states as SQL has a list.
std::string open_words() {
    std::string words;
    for (const auto state : open_states)
        words += (words.empty() ? "('" : ", '") + std::string{word(state)} + "'";
    return words + ")";
}

/// Binds a sealed text to its place: it opens nowhere else.
std::string context(const std::string& request_no, const std::string& state) {
    return "journal " + request_no + " " + state;
}

/// The content of the newest entry must open: else the key is another journal's.
Result<void> key_fits(const store::Seal& seal, const std::vector<store::Row>& newest,
                      const std::filesystem::path& key_file) {
    if (newest.empty()) return {};
    const auto& row = newest.front();
    if (seal.reveal(row.blob(2), context(row.text(0), row.text(1)))) return {};
    return fail(Fault::journal, "open the journal", msgid("the key file {0} does not belong to the journal"),
                {key_file.string()}, msgid("bring back the key file that belongs to it, from a backup"));
}

}  // namespace

tl::unexpected<Error> damaged(std::int64_t sequence) {
    return fail(Fault::journal, "read the journal", msgid("entry {0} of the journal is damaged"),
                {std::to_string(sequence)}, msgid("run: sscard journal verify"));
}

JournalTable::JournalTable(store::Database database, store::Seal seal, JournalOptions options) noexcept
    : database_{std::move(database)}, seal_{std::move(seal)}, options_{std::move(options)} {}

Result<JournalTable> JournalTable::open(const std::filesystem::path& state_dir, const JournalOptions& options,
                                        store::Access access) {
    const store::Blame blame{Fault::journal, "open the journal"};
    auto database = store::Database::open({state_dir / "journal.db", journal_schema(), blame, access});
    if (!database) return tl::unexpected<Error>{std::move(database).error()};
    const auto newest =
        database->rows("SELECT request_no, state, sealed FROM entries ORDER BY seq DESC LIMIT 1");
    if (!newest) return tl::unexpected<Error>{newest.error()};

    // A new key beside old entries would leave a journal that no key opens whole.
    const auto key_file = options.key_file.empty() ? state_dir / "key" : options.key_file;
    const auto open_seal = options.key_is_given ? &store::Seal::open_given
                           : newest->empty()    ? &store::Seal::create_or_open
                                                : &store::Seal::open;
    auto seal = open_seal(key_file, blame);
    if (!seal) return tl::unexpected<Error>{std::move(seal).error()};
    if (auto fits = key_fits(*seal, *newest, key_file); !fits)
        return tl::unexpected<Error>{std::move(fits).error()};
    return JournalTable{std::move(*database), std::move(*seal), options};
}

Result<void> JournalTable::append_locked(const NewEntry& entry) {
    // The counter, not the last row: a number that was cut off at the end is never given again.
    const auto last = database_.rows(
        "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'entries'), 0),"
        "       coalesce((SELECT hash FROM entries ORDER BY seq DESC LIMIT 1), x'')");
    if (!last) return tl::unexpected<Error>{last.error()};
    auto sealed = seal_.close(entry.content, context(entry.request_no, entry.state));
    if (!sealed) return tl::unexpected<Error>{std::move(sealed).error()};
    store::Values columns{last->front().integer(0) + 1,
                          rfc3339(options_.clock()),
                          entry.request_no,
                          entry.state,
                          entry.backend,
                          entry.scope,
                          store::nullable(entry.id_index),
                          store::nullable(entry.card_index),
                          std::move(*sealed),
                          std::string{store::word(options_.hash)}};
    auto hash = chained(options_.hash, last->front().blob(1), columns);
    if (!hash)
        return fail(Fault::config, step, msgid("this machine's OpenSSL does not offer the hash {0}"),
                    {std::string{store::word(options_.hash)}},
                    msgid("set hash = \"sha256\" under [journal]"));
    columns.emplace_back(std::move(*hash));
    auto inserted = database_.run(std::string{"INSERT INTO entries("} + hashed_columns +
                                      ", hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                                  columns);
    if (!inserted) return tl::unexpected<Error>{std::move(inserted).error()};
    return {};
}

Result<std::string> JournalTable::content(std::int64_t sequence, const std::string& request_no,
                                          const std::string& state, ByteView sealed) const {
    auto opened = seal_.reveal(sealed, context(request_no, state));
    if (!opened) return damaged(sequence);
    return opened;
}

Result<std::vector<KeptEntry>> JournalTable::entries(const std::string& request_no) const {
    std::vector<KeptEntry> all;
    auto walked = database_.each(
        "SELECT seq, at, state, backend, sealed FROM entries WHERE request_no = ? AND request_no <> ''"
        " ORDER BY seq",
        {request_no}, [&](const store::Row& row) -> Result<void> {
            const auto state = from_word<State>(row.text(2));
            auto opened = content(row.integer(0), request_no, row.text(2), row.blob(4));
            if (!opened) return tl::unexpected<Error>{std::move(opened).error()};
            if (!state) return damaged(row.integer(0));
            all.push_back({row.integer(0), row.text(1), request_no, *state, row.text(3), std::move(*opened)});
            return {};
        });
    if (!walked) return tl::unexpected<Error>{std::move(walked).error()};
    return all;
}

Result<std::vector<Place>> JournalTable::newest(const JournalFilter& filter) const {
    return places(filter, " ORDER BY seq DESC LIMIT ?", {static_cast<std::int64_t>(filter.limit)});
}

Result<std::vector<Place>> JournalTable::oldest(const JournalFilter& filter, std::int64_t after,
                                                std::int64_t count) const {
    return places(filter, " AND seq > ? ORDER BY seq LIMIT ?", {after, count});
}

Result<std::vector<Place>> JournalTable::places(const JournalFilter& filter, const std::string& clause,
                                                store::Values values) const {
    std::string sql = "SELECT seq, request_no FROM entries AS first WHERE state = 'intended'";
    store::Values all;
    const auto narrow = [&](const std::string& condition, store::Value value) {
        sql += " AND " + condition;
        all.push_back(std::move(value));
    };
    if (filter.id_number) narrow("id_index = ?", id_index(*filter.id_number));
    if (filter.card_number) narrow("card_index = ?", card_index(*filter.card_number));
    if (filter.scope) narrow("scope = ?", std::string{word(*filter.scope)});
    if (filter.backend) narrow("backend = ?", *filter.backend);
    if (filter.state) narrow(std::string{"? = "} + last_state, std::string{word(*filter.state)});
    if (filter.since) narrow("substr(at, 1, 10) >= ?", *filter.since);
    if (filter.before) narrow("substr(at, 1, 10) < ?", *filter.before);
    if (filter.open) sql += std::string{" AND "} + last_state + " IN " + open_words();
    all.insert(all.end(), std::make_move_iterator(values.begin()), std::make_move_iterator(values.end()));
    const auto rows = database_.rows(sql + clause, all);
    if (!rows) return tl::unexpected<Error>{rows.error()};
    std::vector<Place> places;
    places.reserve(rows->size());
    for (const auto& row : *rows) places.push_back({row.integer(0), row.text(1)});
    return places;
}

Result<std::optional<std::pair<std::string, std::string>>> JournalTable::intended(
    const std::string& request_no) const {
    const auto rows = database_.rows(
        "SELECT backend, scope FROM entries WHERE request_no = ? AND state = 'intended'", {request_no});
    if (!rows) return tl::unexpected<Error>{rows.error()};
    if (rows->empty()) return std::nullopt;
    return std::pair{rows->front().text(0), rows->front().text(1)};
}

}  // namespace sscard::activation
