#include <sscard/activation/words.hpp>

#include "journal_table.hpp"

namespace sscard::activation {

namespace {

/// Of two neighbouring columns.
std::optional<BatchRow> place_in(const store::Row& row, std::size_t first) {
    const BatchRow place{row.integer(first), row.integer(first + 1)};
    return place.row > 0 ? std::optional{place} : std::nullopt;
}

/// The blocks of entries by which the numbers of holders and cards are indexed, each with its entries.
constexpr auto each_block =
    "WITH RECURSIVE blocks(block) AS (SELECT min(seq) >> 12 FROM entries UNION ALL"
    " SELECT block + 1 FROM blocks WHERE block < (SELECT max(seq) >> 12 FROM entries)) "
    "SELECT seq, request_no FROM blocks CROSS JOIN entries AS first";

}  // namespace

std::string open_words() {
    std::string words;
    for (const auto state : open_states)
        words += (words.empty() ? "('" : ", '") + std::string{word(state)} + "'";
    return words + ")";
}

std::optional<std::chrono::milliseconds> took_in(const store::Row& row) {
    constexpr std::size_t column = 7;
    const auto* const took = std::get_if<std::int64_t>(&row.columns().at(column));
    return took != nullptr ? std::optional{std::chrono::milliseconds{*took}} : std::nullopt;
}

Result<std::vector<KeptEntry>> JournalTable::entries(const std::string& request_no) const {
    std::vector<KeptEntry> all;
    auto walked = database_.each(
        std::string{"SELECT "} + sealed_columns +
            ", at, backend FROM entries WHERE request_no = ? AND request_no <> '' ORDER BY seq",
        {request_no}, [&](const store::Row& row) -> Result<void> {
            const auto state = from_word<State>(row.text(2));
            auto opened = content(row);
            if (!opened) return tl::unexpected<Error>{std::move(opened).error()};
            if (!state) return damaged(row.integer(0));
            all.push_back({row.integer(0), row.text(8), request_no, *state, row.text(9), std::move(*opened),
                           place_in(row, 4), took_in(row)});
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
    const bool by_number = filter.id_number || filter.card_number;
    auto sql = std::string{by_number ? each_block : "SELECT seq, request_no FROM entries AS first"} +
               " WHERE state = 'intended'";
    store::Values all;
    const auto narrow = [&](const std::string& condition, store::Value value) {
        sql += " AND " + condition;
        all.push_back(std::move(value));
    };
    if (by_number) sql += " AND first.seq >> 12 = block";
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

Result<std::optional<Intended>> JournalTable::intended(const std::string& request_no) const {
    const auto rows = database_.rows(
        "SELECT backend, scope, batch, row FROM entries WHERE request_no = ? AND state = 'intended'",
        {request_no});
    if (!rows) return tl::unexpected<Error>{rows.error()};
    if (rows->empty()) return std::nullopt;
    const auto& row = rows->front();
    return Intended{row.text(0), row.text(1), place_in(row, 2)};
}

Result<std::string> JournalTable::last_state_of(const BatchRow& place) const {
    const auto rows = database_.rows("SELECT max(seq), state FROM entries WHERE batch = ? AND row = ?",
                                     {place.batch, place.row});
    if (!rows) return tl::unexpected<Error>{rows.error()};
    return rows->front().text(1);
}

}  // namespace sscard::activation
