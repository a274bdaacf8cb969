#pragma once

#include <optional>
#include <sscard/batch/input.hpp>
#include <sscard/text/csv.hpp>

namespace sscard::batch {

/// The rows of a file in one of its forms.
class Rows {
public:
    Rows() = default;
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;
    virtual ~Rows() = default;

    /// Reads what stands before the first row.
    virtual Result<void> begin() = 0;

    /// The next row, but for its number; false at the end.
    virtual Result<bool> next(Row& row) = 0;

    /// Empty in a form that has none.
    virtual const text::CsvRow& header() const noexcept = 0;
};

inline constexpr auto read_step = "read the batch file";

/// By its name in the file.
std::optional<Column> column_of(std::string_view name) noexcept;

inline Mistake undecodable(Column column) {
    return {word(column), "undecodable_text", msgid("some of the text could not be decoded"), {}};
}

}  // namespace sscard::batch
