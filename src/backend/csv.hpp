#pragma once

#include <cstddef>
#include <optional>
#include <sscard/error.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace sscard::backend {

/// Reads CSV (RFC 4180) row by row: commas, quoted fields with doubled quotes and line breaks, LF or CRLF.
/// Errors are Fault::input and name the row, never what stands in it. Borrows the text.
class CsvReader {
public:
    /// No field may be longer, in bytes.
    static constexpr std::size_t longest_field = 4096;

    explicit CsvReader(std::string_view text) noexcept : rest_{text} {}

    /// The fields of the next row that is not blank; nothing at the end.
    Result<std::optional<std::vector<std::string>>> next();

    /// Number of the row read last, as a spreadsheet counts: the first is 1, blank ones count.
    std::size_t row() const noexcept { return row_; }

private:
    enum class End : unsigned char { field, row };

    Result<std::vector<std::string>> take_row();
    Result<std::string> take_quoted();
    Result<std::string> take_plain();
    Result<End> take_end();
    bool take(std::string_view token) noexcept;
    tl::unexpected<Error> mistake(const char* sentence) const;

    std::string_view rest_;
    std::size_t row_ = 0;
};

}  // namespace sscard::backend
