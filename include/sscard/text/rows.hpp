#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <sscard/error.hpp>
#include <string>
#include <string_view>
#include <vector>

/// Files of text read in little memory, however long they are.
namespace sscard::text {

/// Hands over the next bytes of a file, as many as there are room for; 0 at its end.
using Source = std::function<Result<std::size_t>(std::span<char> room)>;

/// The bytes of a text, which must outlive the source.
Source source_of(std::string_view text);

/// Whether line breaks may stand in a row, between double quotes.
enum class Quotes : std::uint8_t { hold_line_breaks, mean_nothing };

/// Cuts a file into rows, which end with LF or CRLF, whatever is in them. Works on bytes, in UTF-8 and GB
/// 18030 alike: no byte of a longer character of either is a quote or a line end.
class RowCutter {
public:
    /// No row may be longer, in bytes.
    static constexpr std::size_t longest_row = 65536;

    RowCutter(Source source, Quotes quotes);

    /// What was cut off: a row, a part of a row that is too long or whose quotes are never closed, or nothing
    /// at the end of the file.
    enum class Cut : std::uint8_t { row, too_long, not_closed, end };

    /// The next row that is not blank, with its line end, in the memory of the one before.
    Result<Cut> next(std::string& row);

    /// Fault::input, for who takes Cut::too_long so.
    tl::unexpected<Error> too_long() const;

    /// In which the row handed over last begins, from 1.
    std::uint64_t line() const noexcept { return line_; }
    /// Of the row handed over last, from 1; blank ones count, as in a spreadsheet.
    std::uint64_t row() const noexcept { return row_; }
    /// With which byte of the file it begins, from 0.
    std::uint64_t offset() const noexcept { return offset_; }

private:
    Result<bool> refill();
    Result<Cut> take(std::string& row);

    Source source_;
    Quotes quotes_;
    std::vector<char> buffer_;
    std::string_view rest_;
    std::uint64_t row_ = 0;
    std::uint64_t line_ = 0;
    std::uint64_t lines_ = 0;  // that were read
    std::uint64_t offset_ = 0;
    std::uint64_t taken_ = 0;  // bytes
};

}  // namespace sscard::text
