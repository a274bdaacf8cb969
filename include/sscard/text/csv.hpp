#pragma once

#include <sscard/text/rows.hpp>

/// CSV as RFC 4180 has it.
namespace sscard::text {

/// One row as it stands in the file, in the file's encoding.
struct CsvRow {
    std::uint64_t number = 0;        // from 1; blank rows count, as in a spreadsheet
    std::uint64_t line = 0;          // of the file, in which it begins, from 1
    std::uint64_t offset = 0;        // of its first byte in the file, from 0
    std::string bytes;               // all of it, with its line end
    std::vector<std::string> cells;  // without their quotes
};

/// Reads CSV row by row: commas, quoted cells with doubled quotes and line breaks, LF or CRLF, in UTF-8 or
/// GB 18030. Errors are Fault::input and name the line in which the row begins, never what stands in it.
class CsvReader {
public:
    explicit CsvReader(Source source) : cutter_{std::move(source), Quotes::hold_line_breaks} {}

    /// The next row that is not blank, in the memory of the one before; false at the end of the file.
    Result<bool> next(CsvRow& row);

private:
    RowCutter cutter_;
};

/// The cell as it is written: in quotes where it needs them.
std::string csv_cell(std::string_view cell);

/// What a spreadsheet would take for a formula gets an apostrophe in front.
std::string no_formula(std::string cell);

}  // namespace sscard::text
