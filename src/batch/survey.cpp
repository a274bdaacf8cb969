#include <sscard/batch/survey.hpp>

#include "rows.hpp"

namespace sscard::batch {

namespace {

using activation::State;

/// Hands over every row of the file, which is then begun anew.
template <class Take>
Result<void> each_row(Input& input, const StopFlag& stop, Take take) {
    Row row;
    while (true) {
        if (stop) return fail(Fault::interrupted, read_step);
        const auto more = input.next(row);
        if (!more) return tl::unexpected<Error>{more.error()};
        if (!*more) return input.rewind();
        take(row);
    }
}

void count(Survey& survey, const Row& row, const Verdict& verdict) {
    ++survey.rows;
    if (verdict.state == State::invalid) ++survey.invalid;
    if (verdict.state == State::refused) ++survey.refused;
    if (verdict.same_as != 0) ++survey.duplicates;
    survey.mistakes.add(row, verdict.mistakes);
    survey.warnings.add(row, verdict.warnings);
}

}  // namespace

void Findings::add(const Row& row, const std::vector<Mistake>& mistakes) {
    count += mistakes.size();
    for (const auto& mistake : mistakes)
        if (first.size() < most_kept) first.push_back({row.number, row.line, mistake});
}

Verdict Survey::verdict(const Check& check, const Row& row) const {
    auto verdict = check.of(row);
    twins.complete(row.number, verdict);
    return verdict;
}

Result<Survey> survey(Input& input, const Check& check, const StopFlag& stop) {
    Survey alone;
    auto read = each_row(input, stop, [&](const Row& row) {
        const auto verdict = check.of(row);
        count(alone, row, verdict);
        alone.twins.add(row, verdict);
    });
    if (!read) return tl::unexpected<Error>{std::move(read).error()};
    alone.twins.match();
    if (alone.twins.none()) return alone;

    Survey together;
    together.twins = std::move(alone.twins);
    read = each_row(input, stop, [&](const Row& row) { count(together, row, together.verdict(check, row)); });
    if (!read) return tl::unexpected<Error>{std::move(read).error()};
    return together;
}

}  // namespace sscard::batch
