#include "chain.hpp"
#include "journal_pruning.hpp"
#include "journal_table.hpp"

namespace sscard::activation {

namespace {

/// Where the walk stands: behind the last entry that fits.
struct Walk {
    std::int64_t sequence = 0;
    Bytes hash;
    std::optional<std::int64_t> first_bad;

    /// One step, with a row of the hashed columns and the hash.
    void on(const store::Row& row) {
        auto columns = row.columns();
        columns.pop_back();
        constexpr std::size_t algorithm = 9;
        const auto hash_column = columns.size();
        const auto known = store::hash_of(row.text(algorithm));
        auto expected = known ? chained(*known, hash, columns) : std::nullopt;
        if (row.integer(0) != sequence + 1 || !expected || *expected != row.blob(hash_column)) {
            first_bad = sequence + 1;
            return;
        }
        ++sequence;
        hash = *std::move(expected);
    }
};

/// The sealed columns of a row of the hashed ones.
store::Row sealed_part(const store::Row& row) {
    const auto& all = row.columns();
    return store::Row{{all[0], all[2], all[3], all[8], all[10], all[11], all[12], all[13]}};
}

}  // namespace

Result<JournalCheck> JournalTable::check() const {
    return at_one_moment([this] { return walk_chain(); });
}

Result<JournalCheck> JournalTable::walk_chain() const {
    const auto last_pruned = database_.rows("SELECT seq, hash FROM pruned ORDER BY seq DESC LIMIT 1");
    if (!last_pruned) return tl::unexpected<Error>{last_pruned.error()};
    Walk walk;
    if (!last_pruned->empty()) walk = {last_pruned->front().integer(0), last_pruned->front().blob(1), {}};
    const PruningRecord anchor{walk.sequence, to_hex(walk.hash)};
    // What the chain itself says was pruned; nothing where it never was.
    PruningRecord recorded;
    const auto walked =
        database_.each(std::string{"SELECT "} + hashed_columns + ", hash FROM entries ORDER BY seq", {},
                       [&](const store::Row& row) -> Result<void> {
                           if (walk.first_bad) return {};
                           const auto before = walk;
                           walk.on(row);
                           if (walk.first_bad) return {};
                           // Bound to request, state and row: who lacks the key cannot tell another story.
                           const auto said = content(sealed_part(row));
                           if (!said) walk = {before.sequence, before.hash, before.sequence + 1};
                           if (!said || row.text(3) != pruned_state) return {};
                           const auto record = said ? pruning_record(*said) : std::nullopt;
                           if (record && recorded != anchor) recorded = *record;
                           return {};
                       });
    if (!walked) return tl::unexpected<Error>{walked.error()};
    // The counter never goes back: entries cut off at the end leave it ahead of the last one.
    const auto counter =
        database_.rows("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'entries'");
    if (!counter) return tl::unexpected<Error>{counter.error()};
    if (!walk.first_bad && counter->front().integer(0) > walk.sequence) walk.first_bad = walk.sequence + 1;
    // Without an entry that says so, nothing proves that what is missing in front was pruned.
    if (!walk.first_bad && recorded != anchor) walk = {0, {}, recorded.up_to + 1};
    JournalCheck check;
    check.entries = walk.hash.empty() ? 0 : walk.sequence - anchor.up_to;
    check.pruned_up_to = anchor.up_to;
    check.first_bad = walk.first_bad;
    check.head = to_hex(walk.hash);
    return check;
}

}  // namespace sscard::activation
