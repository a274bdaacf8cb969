#include "journal_pruning.hpp"

#include <algorithm>

#include "journal_table.hpp"
#include "json_reader.hpp"

namespace sscard::activation {

namespace {

/// What goes as a whole: a request, or a batch with all of its requests.
struct Whole {
    std::int64_t first = 0;  // number of its first entry
    std::int64_t last = 0;
    Pruning::KeptBack if_kept;
    bool is_batch = false;
};

/// Walks requests and batches in the order of their first entries and finds the longest front part that can
/// go.
struct FrontPart {
    std::int64_t limit = 0;  // the last entry that is old enough
    Pruning going{};
    std::int64_t requests = 0;  // that were passed
    std::int64_t reach = 0;     // the last entry of anything that was
    std::int64_t behind = 0;    // what stands behind that which keeps the rest back

    /// Everything before entry `next` can go if nothing that was passed reaches further.
    void cut_before(std::int64_t next) {
        if (going.kept_back || reach >= next) return;
        going.up_to = reach > 0 ? next - 1 : 0;
        going.requests = requests;
    }

    void pass(const Whole& whole) {
        if (going.kept_back) {
            ++behind;
            return;
        }
        cut_before(whole.first);
        if (whole.if_kept.open || whole.last > limit) going.kept_back = whole.if_kept;
        reach = std::max(reach, whole.last);
        if (!whole.is_batch) ++requests;
    }
};

/// Requests and batches, each with its last entry; those of a batch last as long as the batch.
std::string whole_query() {
    return std::string{
               "WITH ends AS MATERIALIZED"
               " (SELECT batch, max(seq) AS last FROM entries WHERE batch IS NOT NULL GROUP BY batch) "
               "SELECT seq, request_no, at,"
               "       coalesce((SELECT last FROM ends WHERE ends.batch = first.batch),"
               "                (SELECT max(seq) FROM entries AS last WHERE last.request_no = "
               "first.request_no)),"
               "       CASE state WHEN 'batch' THEN state ELSE "} +
           last_state +
           " END FROM entries AS first WHERE state IN ('intended', 'batch') AND seq <= ? ORDER BY seq";
}

}  // namespace

std::optional<PruningRecord> pruning_record(std::string_view json) {
    const auto document = Json::parse(json, nullptr, false);
    if (!document.is_object()) return std::nullopt;
    const auto up_to = document.find("up_to");
    const auto hash = document.find("hash");
    if (up_to == document.end() || !up_to->is_number_integer() || hash == document.end() ||
        !hash->is_string())
        return std::nullopt;
    return PruningRecord{up_to->get<std::int64_t>(), hash->get<std::string>()};
}

Result<Pruning> JournalTable::removable(const std::string& before, const IsRunning& is_running) const {
    const auto limits = database_.rows(
        "SELECT coalesce((SELECT min(seq) FROM entries WHERE substr(at, 1, 10) >= ?),"
        "                (SELECT max(seq) + 1 FROM entries), 1) - 1,"
        "       coalesce((SELECT max(seq) FROM pruned), 0),"
        "       coalesce((SELECT hash FROM entries ORDER BY seq DESC LIMIT 1), x'')",
        {before});
    if (!limits) return tl::unexpected<Error>{limits.error()};
    FrontPart front{.limit = limits->front().integer(0)};
    front.going.head = to_hex(limits->front().blob(2));
    const auto walked =
        database_.each(whole_query(), {front.limit}, [&](const store::Row& row) -> Result<void> {
            Whole whole{
                row.integer(0), row.integer(3), {row.text(1), row.text(2)}, row.text(4) == batch_state};
            const auto state = from_word<State>(row.text(4));
            whole.if_kept.open = !whole.is_batch && (!state || is_open(*state));
            if (whole.is_batch) {
                auto name = batch_name(whole.first);
                if (!name) return tl::unexpected<Error>{std::move(name).error()};
                const auto running = is_running(*name);
                if (!running) return tl::unexpected<Error>{running.error()};
                whole.if_kept.open = *running;
                whole.if_kept.batch = *std::move(name);
            }
            front.pass(whole);
            return {};
        });
    if (!walked) return tl::unexpected<Error>{walked.error()};
    front.cut_before(front.limit + 1);
    auto going = std::move(front.going);
    // A request that was closed later is in nobody's way when nothing old stands behind it.
    if (going.kept_back && !going.kept_back->open && front.behind == 0) going.kept_back.reset();
    if (going.up_to > 0) going.entries = going.up_to - limits->front().integer(1);
    return going;
}

Result<void> JournalTable::remove(const Pruning& going, const std::string& before) {
    const auto last = database_.rows("SELECT hash FROM entries WHERE seq = ?", {going.up_to});
    if (!last) return tl::unexpected<Error>{last.error()};
    const auto hash = last->front().blob(0);
    const Json record{{"up_to", going.up_to},
                      {"hash", to_hex(hash)},
                      {"entries", going.entries},
                      {"requests", going.requests},
                      {"before", before}};
    auto end = chain_end();
    if (!end) return tl::unexpected<Error>{std::move(end).error()};
    const auto recorded = append({.state = pruned_state, .content = dumped(record)}, *end);
    if (!recorded) return tl::unexpected<Error>{recorded.error()};
    for (const auto& [sql, values] :
         {std::pair{"INSERT INTO pruned(seq, hash) VALUES (?, ?)", store::Values{going.up_to, hash}},
          std::pair{"DELETE FROM entries WHERE seq <= ?", store::Values{going.up_to}}}) {
        if (auto done = database_.run(sql, values); !done)
            return tl::unexpected<Error>{std::move(done).error()};
    }
    return {};
}

Result<Pruning> JournalTable::prunable(const std::string& before, const IsRunning& is_running) const {
    return at_one_moment([&] { return removable(before, is_running); });
}

Result<Pruning> JournalTable::prune(const std::string& before, const IsRunning& is_running) {
    auto pruned = database_.write([&]() -> Result<Pruning> {
        // What was changed stays as it is: it is the proof of that.
        const auto check = walk_chain();
        if (!check) return tl::unexpected<Error>{check.error()};
        if (check->first_bad)
            return fail(Fault::journal, "prune the journal",
                        msgid("entry {0} of the journal was changed, moved or is missing"),
                        {std::to_string(*check->first_bad)},
                        msgid("Nothing was removed. Keep the file as it is, and compare it with a backup."));
        auto going = removable(before, is_running);
        if (!going || going->entries == 0) return going;
        if (auto gone = remove(*going, before); !gone) return tl::unexpected<Error>{std::move(gone).error()};
        const auto head = database_.rows("SELECT hash FROM entries ORDER BY seq DESC LIMIT 1");
        if (!head) return tl::unexpected<Error>{head.error()};
        going->head = to_hex(head->front().blob(0));
        return going;
    });
    // It is done by now: without the room, or while somebody reads, the file just keeps its size.
    if (pruned && pruned->entries > 0) std::ignore = database_.compact();
    return pruned;
}

}  // namespace sscard::activation
