#include <sscard/batch/outcomes.hpp>

#include "cursor.hpp"

namespace sscard::batch {

Result<void> each_outcome(
    Input& input, const activation::BatchJournal& journal, std::int64_t batch, const Patience& patience,
    const std::function<Result<void>(const Row& row, const activation::RowOutcome& known)>& take) {
    if (auto begun = input.rewind(); !begun) return begun;
    Cursor<activation::RowOutcome> outcomes{
        [&](std::int64_t after, std::size_t count) { return journal.row_outcomes(batch, after, count); }};
    for (Row row;;) {
        if (const auto over = patience.over()) return fail(*over, "write the results");
        const auto there = input.next(row);
        if (!there) return tl::unexpected{there.error()};
        if (!*there) return {};
        const auto known = outcomes.of(static_cast<std::int64_t>(row.number));
        if (!known) return tl::unexpected{known.error()};
        if (auto taken = take(row, *known); !taken) return taken;
    }
}

}  // namespace sscard::batch
