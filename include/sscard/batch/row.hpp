#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// Many cards from one file.
namespace sscard::batch {

/// The columns that are read; every other one is carried through to the results.
enum class Column : std::uint8_t {
    id_number,
    card_number,
    identification_number,
    name,
    region,
    agent_name,
    agent_id_number,
    agent_relation,
    agent_phone,
};

/// Their names in the file.
inline constexpr std::array<std::string_view, 9> column_names{
    "id_number",  "card_number",     "identification_number", "name",        "region",
    "agent_name", "agent_id_number", "agent_relation",        "agent_phone",
};

/// The first so many are needed.
inline constexpr std::size_t needed_columns = 3;

constexpr std::string_view word(Column column) noexcept {
    return column_names[static_cast<std::size_t>(column)];
}

/// Whether a column holds numbers, whose letters may be in lower case: they are sent and written in upper
/// case.
constexpr bool holds_numbers(Column column) noexcept {
    return column == Column::id_number || column == Column::card_number ||
           column == Column::identification_number || column == Column::agent_id_number;
}

/// The letters a to z of a number; text with any other letters is left alone, in every encoding.
std::string in_upper_case(std::string number);

/// What is wrong with one field of a row, or worth a warning. Never holds what stands there.
struct Mistake {
    std::string_view column;           // name of the column; empty: the row as a whole
    std::string_view code;             // "id_number_check": the same word for the same mistake, for programs
    const char* sentence = nullptr;    // msgid, without row and column; {} are `words`
    std::vector<std::string> words{};  // numbers of rows
};

/// One row of the file.
struct Row {
    std::uint64_t number = 0;  // from 1; the header does not count
    std::uint64_t line = 0;    // of the file in which it begins, from 1
    std::uint64_t offset = 0;  // of its first byte in the file, from 0
    std::string bytes;         // as they stand in the file, with the line end
    std::vector<std::string>
        cells;  // CSV: one a column of the header, without quotes, in the file's encoding
    std::array<std::string, column_names.size()> fields;  // UTF-8; empty: not there
    std::vector<Mistake> mistakes;                        // fields that could not be read

    std::string& field(Column column) noexcept { return fields[static_cast<std::size_t>(column)]; }
    const std::string& field(Column column) const noexcept {
        return fields[static_cast<std::size_t>(column)];
    }
};

}  // namespace sscard::batch
