#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <sscard/activation/words.hpp>
#include <sscard/batch/results.hpp>
#include <sscard/text/csv.hpp>

#include "rows.hpp"

namespace sscard::batch {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t piece_size = 65536;

struct ResultColumn {
    std::string_view name;
    std::string (*text)(const Outcome& outcome);
};

constexpr std::array result_columns{
    ResultColumn{"outcome", [](const Outcome& row) { return std::string{word(row.outcome)}; }},
    ResultColumn{"reason_code", [](const Outcome& row) { return row.reason_code; }},
    ResultColumn{"message", [](const Outcome& row) { return row.message; }},
    ResultColumn{"state", [](const Outcome& row) { return row.state; }},
    ResultColumn{"request_no", [](const Outcome& row) { return row.request_no; }},
    ResultColumn{"at", [](const Outcome& row) { return row.at; }},
};

std::string csv_line(const Row& row, const Outcome& outcome, const Format& format) {
    std::string line;
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
        const auto column = column_of(format.columns[i]);
        const bool is_number = column && holds_numbers(*column);
        line += text::csv_cell(is_number ? in_upper_case(row.cells[i]) : row.cells[i]) + ',';
    }
    for (const auto& column : result_columns)
        line += text::csv_cell(text::encoded(text::no_formula(column.text(outcome)), format.encoding)) + ',';
    line.pop_back();
    return line + format.line_end;
}

std::string csv_header(const Format& format) {
    std::string line{format.encoding == text::Encoding::utf8_with_mark ? text::byte_order_mark : ""};
    for (const auto& name : format.columns) line += text::csv_cell(name) + ',';
    for (const auto& column : result_columns) line.append(column.name).append(",");
    line.pop_back();
    return line + format.line_end;
}

/// Columns of numbers in which something is to be written otherwise than it stands.
std::vector<Column> in_lower_case(const Row& row) {
    std::vector<Column> columns;
    for (std::size_t i = 0; i < row.fields.size(); ++i) {
        const auto column = static_cast<Column>(i);
        if (holds_numbers(column) && in_upper_case(row.fields[i]) != row.fields[i]) columns.push_back(column);
    }
    return columns;
}

/// The row's object as it stands, without what is blank around it, but for letters of numbers. Members that
/// the results add are taken out of it: a member stands once.
std::string own_members(const Row& row, text::Encoding encoding) {
    const auto begin = row.bytes.find('{');
    std::string object = row.bytes.substr(begin, row.bytes.rfind('}') + 1 - begin);
    const auto has = [&](const ResultColumn& column) {
        return object.find('"' + std::string{column.name} + '"') != object.npos;
    };
    const auto lower = in_lower_case(row);
    if (lower.empty() && std::none_of(result_columns.begin(), result_columns.end(), has)) return object;
    auto members = Json::parse(text::decoded(object, encoding).utf8);
    for (const auto& column : result_columns) members.erase(std::string{column.name});
    for (const auto column : lower) members[std::string{word(column)}] = in_upper_case(row.field(column));
    return text::encoded(members.dump(), encoding);
}

std::string json_line(const Row& row, const Outcome& outcome, const Format& format) {
    auto line = own_members(row, format.encoding);
    line.pop_back();
    if (line.find_last_not_of(" \t") > 0) line += ',';
    Json added;
    for (const auto& column : result_columns) {
        auto text = column.text(outcome);
        added[std::string{column.name}] = text.empty() ? Json(nullptr) : Json(std::move(text));
    }
    const auto members = added.dump(-1, ' ', false, Json::error_handler_t::replace);
    return line + text::encoded(members.substr(1), format.encoding) + format.line_end;
}

}  // namespace

Result<void> Gathered::write(std::string_view bytes) {
    pieces_ += bytes;
    return pieces_.size() < piece_size ? Result<void>{} : finish();
}

Result<void> Gathered::finish() {
    auto written = sink_(pieces_);
    pieces_.clear();
    return written;
}

Results::Results(const Format& format, Sink sink) : format_{format}, file_{std::move(sink)} {}

Result<void> Results::begin() {
    return file_.write(format_.form == Form::csv ? csv_header(format_) : format_.head);
}

Result<void> Results::add(const Row& row, const Outcome& outcome) {
    return file_.write(format_.form == Form::csv ? csv_line(row, outcome, format_)
                                                 : json_line(row, outcome, format_));
}

}  // namespace sscard::batch
