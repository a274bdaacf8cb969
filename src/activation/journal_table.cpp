#include "journal_table.hpp"

#include "chain.hpp"
#include "journal_schema.hpp"

namespace sscard::activation {

namespace {

constexpr auto step = "write the journal";

/// Binds a sealed text to its place: it opens nowhere else. `of_batch` are the columns of version 3, which
/// entries that belong to no batch do not have.
std::string context(const std::string& request_no, const std::string& state,
                    std::span<const store::Value> of_batch) {
    auto bound = "journal " + request_no + " " + state;
    if (!belongs_to_batch(of_batch)) return bound;
    for (const auto& value : of_batch) {
        const auto* const number = std::get_if<std::int64_t>(&value);
        bound += number != nullptr ? " " + std::to_string(*number) : " -";
    }
    return bound;
}

/// The content of a row that begins with the sealed columns.
Result<std::string> revealed(const store::Seal& seal, const store::Row& row) {
    constexpr std::size_t of_batch = 4;
    constexpr std::size_t count = 4;
    return seal.reveal(row.blob(3),
                       context(row.text(1), row.text(2), std::span{row.columns()}.subspan(of_batch, count)));
}

/// The content of the newest entry must open: else the key is another journal's.
Result<void> key_fits(const store::Seal& seal, const std::vector<store::Row>& newest,
                      const std::filesystem::path& key_file) {
    if (newest.empty()) return {};
    if (revealed(seal, newest.front())) return {};
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
        database->rows(std::string{"SELECT "} + sealed_columns + " FROM entries ORDER BY seq DESC LIMIT 1");
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

Result<ChainEnd> JournalTable::chain_end() const {
    // The counter, not the last row: a number that was cut off at the end is never given again.
    const auto last = database_.rows(
        "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'entries'), 0),"
        "       coalesce((SELECT hash FROM entries ORDER BY seq DESC LIMIT 1), x'')");
    if (!last) return tl::unexpected<Error>{last.error()};
    return ChainEnd{last->front().integer(0), last->front().blob(1), rfc3339(options_.clock())};
}

Result<bool> JournalTable::append(const NewEntry& entry, ChainEnd& end) {
    store::Values columns{end.sequence + 1,
                          end.at,
                          entry.request_no,
                          entry.state,
                          entry.backend,
                          entry.scope,
                          store::nullable(entry.id_index),
                          store::nullable(entry.card_index),
                          std::monostate{},
                          std::string{store::word(options_.hash)},
                          store::nullable(entry.batch),
                          store::nullable(entry.row),
                          store::nullable(entry.same_as),
                          store::nullable(entry.took_ms)};
    constexpr std::size_t sealed = 8;
    auto closed = seal_.close(
        entry.content, context(entry.request_no, entry.state, std::span{columns}.subspan(columns_before_3)));
    if (!closed) return tl::unexpected<Error>{std::move(closed).error()};
    columns[sealed] = *std::move(closed);
    auto hash = chained(options_.hash, end.hash, columns);
    if (!hash)
        return fail(Fault::config, step, msgid("this machine's OpenSSL does not offer the hash {0}"),
                    {std::string{store::word(options_.hash)}},
                    msgid("set hash = \"sha256\" under [journal]"));
    columns.emplace_back(*hash);
    static const auto insert = std::string{"INSERT INTO entries("} + hashed_columns +
                               ", hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                               " ON CONFLICT DO NOTHING";
    const auto inserted = database_.run(insert, columns);
    if (!inserted) return tl::unexpected<Error>{inserted.error()};
    if (*inserted == 0) return false;
    ++end.sequence;
    end.hash = *std::move(hash);
    return true;
}

Result<std::string> JournalTable::content(const store::Row& row) const {
    auto opened = revealed(seal_, row);
    if (!opened) return damaged(row.integer(0));
    return opened;
}

}  // namespace sscard::activation
