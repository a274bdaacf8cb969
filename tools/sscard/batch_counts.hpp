#pragma once

#include <sscard/activation/batch_journal.hpp>

#include "report.hpp"

/// How many rows of a batch are in which state, as the verbs of `sscard batch` say it.
namespace sscard::tool {

inline constexpr const char* batch_schema = "sscard.batch/1";

/// Rows of which nobody knows what became: unknown, or cut short before it was known.
std::int64_t unknown_rows(const activation::RowCounts& counts);

std::int64_t all_rows(const activation::RowCounts& counts);

/// Adds the counts to a document: "activated", ... "not_sent".
void add_counts(Json& document, const activation::RowCounts& counts);

/// The same for people: those that are not 0, each for itself or in one line, or all as rows of a sheet.
std::vector<std::string> counts_in_words(const activation::RowCounts& counts);
std::string counts_line(const activation::RowCounts& counts);
void add_counts(Sheet& sheet, const activation::RowCounts& counts);

/// Why the batch is not all done: rows not sent before open ones, open ones before refused and invalid ones;
/// nothing when all succeeded.
std::optional<Error> verdict_on(const activation::RowCounts& counts);

}  // namespace sscard::tool
