#include "csv_rows.hpp"

#include <algorithm>

namespace sscard::batch {

namespace {

constexpr auto about_headers = msgid(
    "The first row names the columns; id_number, card_number and identification_number have to be there, "
    "once each.");

}  // namespace

Result<void> CsvRows::begin() {
    const auto read = reader_.next(header_);
    if (!read) return tl::unexpected<Error>{read.error()};
    if (!*read) return fail(Fault::input, read_step, msgid("the file is empty; a header is needed"));
    const auto line = std::to_string(header_.line);
    if (header_.cells.size() > Input::most_columns)
        return fail(Fault::input, read_step, msgid("line {0}: the header has more than {1} columns"),
                    {line, std::to_string(Input::most_columns)});
    for (const auto& name : header_.cells) columns_.push_back(column_of(name));
    for (std::size_t i = 0; i < column_names.size(); ++i) {
        const auto times = std::count(columns_.begin(), columns_.end(), static_cast<Column>(i));
        if (times > 1)
            return fail(Fault::input, read_step, msgid("line {0}: the header names the column {1} twice"),
                        {line, std::string{column_names[i]}}, about_headers);
        if (times == 0 && i < needed_columns)
            return fail(Fault::input, read_step, msgid("line {0}: the header lacks the column {1}"),
                        {line, std::string{column_names[i]}}, about_headers);
    }
    return {};
}

Result<bool> CsvRows::next(Row& row) {
    auto more = reader_.next(read_);
    if (!more || !*more) return more;
    if (read_.cells.size() > columns_.size())
        return fail(Fault::input, read_step, msgid("line {0}: the row has {1} cells, the header has {2}"),
                    {std::to_string(read_.line), std::to_string(read_.cells.size()),
                     std::to_string(columns_.size())});
    row.line = read_.line;
    row.offset = read_.offset;
    row.bytes.swap(read_.bytes);
    row.cells.swap(read_.cells);
    decode(row);
    return true;
}

void CsvRows::decode(Row& row) const {
    for (auto& field : row.fields) field.clear();
    row.mistakes.clear();
    if (row.cells.size() < columns_.size()) {
        row.mistakes.push_back({"", "cells_missing", msgid("the row has fewer cells than the header"), {}});
        row.cells.resize(columns_.size());
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        if (!columns_[i]) continue;
        auto text = text::decoded(row.cells[i], encoding_);
        if (!text.complete) row.mistakes.push_back(undecodable(*columns_[i]));
        row.field(*columns_[i]) = std::move(text.utf8);
    }
}

}  // namespace sscard::batch
