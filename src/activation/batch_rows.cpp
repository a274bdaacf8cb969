#include <algorithm>
#include <sscard/activation/codec.hpp>
#include <sscard/activation/words.hpp>

#include "batch_json.hpp"
#include "journal_table.hpp"

namespace sscard::activation {

namespace {

/// The rows behind one, each with its last entry: that is the one which the bare columns beside max() are of.
std::string last_entries(const std::string& which = {}) {
    return "SELECT row, max(seq) AS last, state FROM entries WHERE batch = ? AND row > ? GROUP BY row " +
           which + " ORDER BY row LIMIT ?";
}

std::string row_states_query(const std::string& which = {}) {
    return "SELECT row, last, state, CASE WHEN state IN " + open_words() +
           " THEN (SELECT request_no FROM entries WHERE seq = last) END,"
           " CASE WHEN state = 'duplicate' THEN (SELECT same_as FROM entries WHERE seq = last) END FROM (" +
           last_entries(which) + ") ORDER BY row";
}

/// How many rows of a batch have which last state; then the same of those that share another row's request.
constexpr auto count_query =
    "SELECT state, count(*) FROM (SELECT max(seq), state FROM entries WHERE batch = ? AND row > 0 GROUP BY "
    "row)"
    " GROUP BY state";
constexpr auto count_duplicates_query =
    "SELECT coalesce((SELECT state FROM entries AS other WHERE other.batch = entries.batch"
    "   AND other.row = entries.same_as ORDER BY seq DESC LIMIT 1), 'not_sent') AS state, count(*)"
    " FROM entries WHERE batch = ? AND row > 0 AND state = 'duplicate' GROUP BY 1";

}  // namespace

Result<std::vector<RowState>> JournalTable::row_states(std::int64_t batch, std::int64_t after,
                                                       std::size_t count) const {
    static const auto query = row_states_query();
    return row_states(query, {batch, after, static_cast<std::int64_t>(count)});
}

Result<std::vector<RowState>> JournalTable::open_rows(std::int64_t batch, std::int64_t after,
                                                      std::size_t count) const {
    static const auto query = row_states_query("HAVING state IN " + open_words());
    return row_states(query, {batch, after, static_cast<std::int64_t>(count)});
}

Result<std::vector<RowState>> JournalTable::row_states(const std::string& query,
                                                       const store::Values& page) const {
    std::vector<RowState> states;
    const auto batch = std::get<std::int64_t>(page.front());
    auto walked = database_.each(query, page, [&](const store::Row& row) -> Result<void> {
        auto one = row_state(batch, row);
        if (!one) return tl::unexpected<Error>{std::move(one).error()};
        states.push_back(*std::move(one));
        return {};
    });
    if (!walked) return tl::unexpected<Error>{std::move(walked).error()};
    return states;
}

Result<RowState> JournalTable::row_state(std::int64_t batch, const store::Row& row) const {
    RowState one{.row = row.integer(0)};
    auto word_of_state = row.text(2);
    if (word_of_state == duplicate_state) {
        one.same_as = row.integer(4);
        auto shared = last_state_of({batch, *one.same_as});
        if (!shared) return tl::unexpected<Error>{std::move(shared).error()};
        word_of_state = shared->empty() ? word(State::not_sent) : *std::move(shared);
    }
    const auto state = from_word<State>(word_of_state);
    if (!state) return damaged(row.integer(1));
    one.state = *state;
    if (is_open(*state) && !one.same_as) one.request_no = row.text(3);
    return one;
}

Result<std::vector<RowOutcome>> JournalTable::row_outcomes(std::int64_t batch, std::int64_t after,
                                                           std::size_t count) const {
    static const auto query = last_entries();
    const auto rows = database_.rows(query, {batch, after, static_cast<std::int64_t>(count)});
    if (!rows) return tl::unexpected<Error>{rows.error()};
    std::vector<RowOutcome> outcomes;
    outcomes.reserve(rows->size());
    for (const auto& row : *rows) {
        auto one =
            row.text(2) == duplicate_state ? shared_outcome(batch, row.integer(1)) : outcome(row.integer(1));
        if (!one) return tl::unexpected<Error>{std::move(one).error()};
        one->row = row.integer(0);
        outcomes.push_back(*std::move(one));
    }
    return outcomes;
}

Result<RowOutcome> JournalTable::shared_outcome(std::int64_t batch, std::int64_t sequence) const {
    const auto rows = database_.rows(
        "SELECT same_as, at, (SELECT max(seq) FROM entries AS other WHERE other.batch = ? AND other.row = "
        "entries.same_as)"
        " FROM entries WHERE seq = ?",
        {batch, sequence});
    if (!rows) return tl::unexpected<Error>{rows.error()};
    if (rows->empty()) return damaged(sequence);
    const auto& row = rows->front();
    Result<RowOutcome> shared = RowOutcome{.first_at = row.text(1), .last_at = row.text(1)};
    if (const auto last = row.integer(2); last > 0) shared = outcome(last);
    if (shared) shared->same_as = row.integer(0);
    return shared;
}

Result<RowOutcome> JournalTable::outcome(std::int64_t sequence) const {
    static const auto query = std::string{"SELECT "} + sealed_columns + ", at FROM entries WHERE seq = ?";
    const auto rows = database_.rows(query, {sequence});
    if (!rows) return tl::unexpected<Error>{rows.error()};
    if (rows->empty()) return damaged(sequence);
    const auto& row = rows->front();
    const auto state = from_word<State>(row.text(2));
    const auto said = content(row);
    if (!said || !state) return damaged(sequence);
    RowOutcome one{.state = *state, .first_at = row.text(8), .last_at = row.text(8), .took = took_in(row)};
    if (row.text(1).empty()) {
        one.reason_code = note_from_json(*said);
        return one;
    }
    one.request_no = row.text(1);
    if (*state != State::intended) {
        auto decision = kept_decision_from_json(*said, *one.request_no);
        if (!decision) return damaged(sequence);
        if (decision->reason) one.reason_code = decision->reason->code;
        one.decision = *std::move(decision);
    }
    return asked_for(std::move(one));
}

Result<RowOutcome> JournalTable::asked_for(RowOutcome one) const {
    static const auto query = std::string{"SELECT "} + sealed_columns +
                              ", at FROM entries WHERE request_no = ? AND state = 'intended'";
    const auto rows = database_.rows(query, {*one.request_no});
    if (!rows) return tl::unexpected<Error>{rows.error()};
    if (rows->empty()) return damaged(0);
    const auto& row = rows->front();
    const auto said = content(row);
    if (!said) return tl::unexpected<Error>{said.error()};
    auto request = request_from_json(*said);
    if (!request) return damaged(row.integer(0));
    one.first_at = row.text(8);
    one.operator_id = std::move(request->actor.operator_id);
    return one;
}

Result<RowCounts> JournalTable::count_rows(const BatchRecord& batch) const {
    RowCounts counts;
    auto unknown_to_us = batch.facts.rows;
    const auto count = [&](const store::Row& row) -> Result<void> {
        if (row.text(0) == duplicate_state) return {};  // by what they share
        const auto state = from_word<State>(row.text(0));
        if (!state) return damaged(batch.number);
        counts.rows.at(static_cast<std::size_t>(*state)) += row.integer(1);
        unknown_to_us -= row.integer(1);
        return {};
    };
    for (const auto* query : {count_query, count_duplicates_query})
        if (auto counted = database_.each(query, {batch.number}, count); !counted)
            return tl::unexpected<Error>{std::move(counted).error()};
    counts.rows.at(static_cast<std::size_t>(State::not_sent)) += std::max<std::int64_t>(unknown_to_us, 0);
    const auto last = database_.rows(
        "SELECT at FROM entries WHERE seq = (SELECT max(seq) FROM entries WHERE batch = ?)", {batch.number});
    if (!last) return tl::unexpected<Error>{last.error()};
    if (!last->empty()) counts.last_at = last->front().text(0);
    return counts;
}

}  // namespace sscard::activation
