#pragma once

#include <functional>
#include <sscard/activation/batch_journal.hpp>
#include <sscard/batch/input.hpp>

namespace sscard::batch {

/// Goes through the file from its first row, and hands over every row with what the journal knows of it.
/// Fails as the file and the journal do, as `take` does, and when the patience is over.
Result<void> each_outcome(
    Input& input, const activation::BatchJournal& journal, std::int64_t batch, const Patience& patience,
    const std::function<Result<void>(const Row& row, const activation::RowOutcome& known)>& take);

}  // namespace sscard::batch
