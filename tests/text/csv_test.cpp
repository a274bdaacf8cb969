#include <sscard/text/csv.hpp>

#include "catch.hpp"

using namespace sscard;
using text::CsvReader;
using text::CsvRow;
using Rows = std::vector<std::vector<std::string>>;

namespace {

Rows rows(std::string_view text) {
    CsvReader reader{text::source_of(text)};
    Rows all;
    CsvRow row;
    while (true) {
        const auto more = reader.next(row);
        REQUIRE(more);
        if (!*more) return all;
        CHECK(text.find(row.bytes) != text.npos);
        all.push_back(row.cells);
    }
}

/// Line and sentence of the first mistake.
std::pair<std::string, std::string> mistake(std::string_view text) {
    CsvReader reader{text::source_of(text)};
    CsvRow row;
    while (true) {
        const auto more = reader.next(row);
        if (!more) {
            CHECK(more.error().fault == Fault::input);
            return {more.error().words.at(0), more.error().sentence};
        }
        REQUIRE(*more);
    }
}

const std::string not_closed = "line {0}: a quoted cell is not closed";
const std::string stray = "line {0}: a cell is followed by neither a comma nor the end of the row";
const std::string too_long = "line {0}: the row is longer than {1} bytes";
constexpr auto longest = text::RowCutter::longest_row;

}  // namespace

TEST_CASE("rows end with LF, CRLF or the end of the file", "[text][csv]") {
    const Rows expected{{"a", "b"}, {"c", "d"}};
    for (const auto* text : {"a,b\nc,d\n", "a,b\r\nc,d\r\n", "a,b\nc,d", "a,b\r\nc,d"})
        CHECK(rows(text) == expected);
    CHECK(rows("").empty());
}

TEST_CASE("empty cells are cells", "[text][csv]") {
    CHECK(rows(",\n,,x\n\"\"\n") == Rows{{"", ""}, {"", "", "x"}, {""}});
    CHECK(rows("a,") == Rows{{"a", ""}});
}

TEST_CASE("a quoted cell holds commas, line breaks and doubled quotes", "[text][csv]") {
    CHECK(rows("\"a,b\",\"c\r\nd\",\"say \"\"e\"\"\"\n\"\"\"\"") ==
          Rows{{"a,b", "c\r\nd", "say \"e\""}, {"\""}});
}

TEST_CASE("a row is handed over as it stands too, with its number and the line in which it begins",
          "[text][csv]") {
    CsvReader reader{text::source_of("\n \t\r\na,\"b\nc\"\r\n\nd\n\n")};
    CsvRow row;
    REQUIRE(reader.next(row).value());
    CHECK(row.bytes == "a,\"b\nc\"\r\n");
    CHECK(row.number == 3);
    CHECK(row.line == 3);
    REQUIRE(reader.next(row).value());
    CHECK(row.cells == std::vector<std::string>{"d"});
    CHECK(row.bytes == "d\n");
    CHECK(row.number == 5);
    CHECK(row.line == 6);
    CHECK_FALSE(reader.next(row).value());
    CHECK_FALSE(reader.next(row).value());
}

TEST_CASE("what is no CSV is an error that names the line", "[text][csv]") {
    CHECK(mistake("a\n\"b\nc\n") == std::pair{std::string{"2"}, not_closed});
    CHECK(mistake("a\n\"") == std::pair{std::string{"2"}, not_closed});
    CHECK(mistake("\"a\"b\n") == std::pair{std::string{"1"}, stray});
    CHECK(mistake("a\nb\"c\"\n") == std::pair{std::string{"2"}, stray});
    CHECK(mistake("a\rb\n") == std::pair{std::string{"1"}, stray});
}

TEST_CASE("a quote astray is the mistake, however much it makes look quoted", "[text][csv]") {
    const auto rest = "\n" + std::string(2 * longest, 'x');
    CHECK(mistake("a,b\nc\"d" + rest) == std::pair{std::string{"2"}, stray});
    CHECK(mistake("a,b\nc\"d\n") == std::pair{std::string{"2"}, stray});
}

TEST_CASE("a row has 65536 bytes and not one more", "[text][csv]") {
    const std::string cell(longest - 1, 'x');
    CHECK(rows(cell + "\n").front().front() == cell);
    CHECK(rows("a\n" + cell + "y").back().front() == cell + "y");
    CHECK(rows("\"" + cell.substr(2) + "\"\na").front().front() == cell.substr(2));
    CHECK(mistake("a\n" + cell + "y\n") == std::pair{std::string{"2"}, too_long});
    CHECK(mistake("\"" + cell + "\"") == std::pair{std::string{"1"}, too_long});
}

TEST_CASE("rows do not depend on how their bytes arrive", "[text][csv]") {
    const std::string text = "\xEF\xBB\xBFid,\"n\"\"a\nme\"\r\n1,\xB9\xFA\n\n2,\"\"\"\"";
    const auto whole = rows(text);
    for (std::size_t most = 1; most < text.size(); ++most) {
        auto source = text::source_of(text);
        CsvReader reader{
            [&](std::span<char> room) { return source(room.first(std::min(most, room.size()))); }};
        CsvRow row;
        for (const auto& cells : whole) {
            REQUIRE(reader.next(row).value());
            CHECK(row.cells == cells);
        }
        CHECK_FALSE(reader.next(row).value());
    }
}

TEST_CASE("a source that fails ends the reading with its error", "[text][csv]") {
    CsvReader reader{[](std::span<char>) -> Result<std::size_t> { return fail(Fault::input, "read"); }};
    CsvRow row;
    CHECK(reader.next(row).error().step == "read");
}

TEST_CASE("cells are quoted where they need it", "[text][csv]") {
    CHECK(text::csv_cell("a b") == "a b");
    CHECK(text::csv_cell("a,b") == "\"a,b\"");
    CHECK(text::csv_cell("a\"b") == "\"a\"\"b\"");
    CHECK(text::csv_cell("a\rb") == "\"a\rb\"");
    CHECK(text::csv_cell("").empty());
}

TEST_CASE("nothing that is written is a formula", "[text][csv]") {
    for (const std::string formula : {"=1+1", "+1", "-1", "@a", "\tx", "\rx"})
        CHECK(text::no_formula(formula) == "'" + formula);
    CHECK(text::no_formula("a=1") == "a=1");
    CHECK(text::no_formula("").empty());
}
