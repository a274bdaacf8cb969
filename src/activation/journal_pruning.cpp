#include "journal_pruning.hpp"

#include <algorithm>

#include "journal_table.hpp"
#include "json_reader.hpp"

namespace sscard::activation {

namespace {

/// Walks the requests in the order of their first entries and finds the longest front part that can go.
struct FrontPart {
    Pruning going;
    std::int64_t requests = 0;  // that were passed
    std::int64_t reach = 0;     // the last entry of any of them
    std::int64_t behind = 0;    // requests behind the one that keeps the rest back

    /// Everything before entry `next` can go if no request that was passed reaches further.
    void cut_before(std::int64_t next) {
        if (going.kept_back || reach >= next) return;
        going.up_to = next - 1;
        going.requests = requests;
    }

    void pass(const Place& place, const std::string& at, std::int64_t last, bool open, std::int64_t limit) {
        if (going.kept_back) {
            ++behind;
            return;
        }
        cut_before(place.sequence);
        if (open || last > limit) going.kept_back = Pruning::KeptBack{place.request_no, at, open};
        reach = std::max(reach, last);
        ++requests;
    }
};

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

Result<Pruning> JournalTable::removable(const std::string& before) const {
    const auto limits = database_.rows(
        "SELECT coalesce((SELECT min(seq) FROM entries WHERE substr(at, 1, 10) >= ?),"
        "                (SELECT max(seq) + 1 FROM entries), 1) - 1,"
        "       coalesce((SELECT max(seq) FROM pruned), 0),"
        "       coalesce((SELECT hash FROM entries ORDER BY seq DESC LIMIT 1), x'')",
        {before});
    if (!limits) return tl::unexpected<Error>{limits.error()};
    const auto limit = limits->front().integer(0);
    FrontPart front;
    front.going.head = to_hex(limits->front().blob(2));
    const auto walked = database_.each(
        std::string{
            "SELECT seq, request_no, at,"
            "       (SELECT max(seq) FROM entries AS last WHERE last.request_no = first.request_no), "} +
            last_state + " FROM entries AS first WHERE state = 'intended' AND seq <= ? ORDER BY seq",
        {limit}, [&](const store::Row& row) -> Result<void> {
            const auto state = from_word<State>(row.text(4));
            front.pass({row.integer(0), row.text(1)}, row.text(2), row.integer(3), !state || is_open(*state),
                       limit);
            return {};
        });
    if (!walked) return tl::unexpected<Error>{walked.error()};
    front.cut_before(limit + 1);
    auto going = std::move(front.going);
    // A request that was closed later is in nobody's way when nothing old stands behind it.
    if (going.kept_back && !going.kept_back->open && front.behind == 0) going.kept_back.reset();
    if (going.requests == 0) going.up_to = 0;
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
    auto recorded = append_locked({{}, pruned_state, {}, {}, std::nullopt, std::nullopt, dumped(record)});
    if (!recorded) return recorded;
    for (const auto& [sql, values] :
         {std::pair{"INSERT INTO pruned(seq, hash) VALUES (?, ?)", store::Values{going.up_to, hash}},
          std::pair{"DELETE FROM entries WHERE seq <= ?", store::Values{going.up_to}}}) {
        if (auto done = database_.run(sql, values); !done)
            return tl::unexpected<Error>{std::move(done).error()};
    }
    return {};
}

Result<Pruning> JournalTable::prunable(const std::string& before) const {
    return at_one_moment([&] { return removable(before); });
}

Result<Pruning> JournalTable::prune(const std::string& before) {
    auto pruned = database_.write([&]() -> Result<Pruning> {
        // What was changed stays as it is: it is the proof of that.
        const auto check = walk_chain();
        if (!check) return tl::unexpected<Error>{check.error()};
        if (check->first_bad)
            return fail(Fault::journal, "prune the journal",
                        msgid("entry {0} of the journal was changed, moved or is missing"),
                        {std::to_string(*check->first_bad)},
                        msgid("Nothing was removed. Keep the file as it is, and compare it with a backup."));
        auto going = removable(before);
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
