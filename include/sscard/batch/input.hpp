#pragma once

#include <filesystem>
#include <memory>
#include <sscard/batch/row.hpp>
#include <sscard/error.hpp>
#include <sscard/patience.hpp>
#include <sscard/text/encoding.hpp>

namespace sscard::batch {

enum class Form : std::uint8_t { csv, json_lines };

/// How the file is written: results and rework are written so too.
struct Format {
    Form form = Form::csv;
    text::Encoding encoding = text::Encoding::utf8;
    std::string line_end = "\n";  // of the first line: LF or CRLF
    std::string head;  // bytes before the first row: the mark, and the header of CSV with its line end
    std::vector<std::string> columns;  // CSV: the header's cells, in the file's encoding
};

/// The file of a batch, read row by row in constant memory, as often as one likes. Errors are Fault::input
/// and name the file.
class Input {
public:
    static constexpr std::size_t most_columns = 256;

    /// Reads through the file once: form, encoding and SHA-256. Fault::input when it cannot be read, is no
    /// regular file, is empty or in UTF-16, when its header lacks a needed column or names a known one twice;
    /// Fault::interrupted for the stop flag.
    static Result<Input> open(const std::filesystem::path& file, const StopFlag& stop);

    Input(Input&&) noexcept;
    Input& operator=(Input&&) noexcept;
    ~Input();

    const Format& format() const noexcept;
    /// Of the file's bytes: 64 hexadecimal digits, lower case.
    const std::string& sha256() const noexcept;

    /// The next row, in the memory of the one before; false at the end of the file. Fault::input for a row of
    /// more than 64 KiB or with more cells than the header, for quotes that are never closed or stand where
    /// none may, for a line that is no JSON object, and when the file was changed since it was opened.
    Result<bool> next(Row& row);

    /// The row that begins with this byte, as next() had it, but for number and line. What next() goes on
    /// with stays as it is.
    Result<void> read_at(std::uint64_t offset, Row& row) const;

    /// Begins with the first row again.
    Result<void> rewind();

private:
    class Pass;
    explicit Input(std::unique_ptr<Pass> pass) noexcept;

    std::unique_ptr<Pass> pass_;
};

}  // namespace sscard::batch
