#include "batch_counts.hpp"

#include <fmt/format.h>

#include <numeric>
#include <sscard/activation/words.hpp>

#include "language.hpp"
#include "words.hpp"

namespace sscard::tool {
namespace {

using activation::RowCounts;
using activation::State;

/// In the order in which they are told; what is intended or sent counts as unknown.
constexpr State told[] = {State::activated, State::already_active, State::pending, State::refused,
                          State::unknown,   State::invalid,        State::not_sent};

std::int64_t count(const RowCounts& counts, State state) {
    return state == State::unknown ? unknown_rows(counts) : counts[state];
}

}  // namespace

std::int64_t unknown_rows(const RowCounts& counts) {
    return counts[State::unknown] + counts[State::intended] + counts[State::sent];
}

std::int64_t all_rows(const RowCounts& counts) {
    return std::accumulate(counts.rows.begin(), counts.rows.end(), std::int64_t{0});
}

void add_counts(Json& document, const RowCounts& counts) {
    for (const auto state : told) document[std::string{word(state)}] = count(counts, state);
}

std::vector<std::string> counts_in_words(const RowCounts& counts) {
    std::vector<std::string> words;
    for (const auto state : told) {
        const auto rows = count(counts, state);
        if (rows != 0) words.push_back(fmt::format("{} {}", tr(sentence_for(state)), rows));
    }
    return words;
}

std::string counts_line(const RowCounts& counts) {
    return fmt::format("{}", fmt::join(counts_in_words(counts), ", "));
}

void add_counts(Sheet& sheet, const RowCounts& counts) {
    for (const auto state : told) sheet.row(tr(sentence_for(state)), std::to_string(count(counts, state)));
}

std::optional<Error> verdict_on(const RowCounts& counts) {
    constexpr auto step = "count the rows";
    if (counts[State::not_sent] > 0) return Error{Fault::batch_stopped, step};
    if (unknown_rows(counts) + counts[State::pending] > 0) return Error{Fault::batch_unknown, step};
    if (counts[State::refused] + counts[State::invalid] > 0) return Error{Fault::batch_refused, step};
    return std::nullopt;
}

}  // namespace sscard::tool
