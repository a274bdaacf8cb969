#include "csv.hpp"

#include "catch.hpp"

using namespace sscard;
using backend::CsvReader;
using Rows = std::vector<std::vector<std::string>>;

namespace {

Rows rows(std::string_view text) {
    CsvReader reader{text};
    Rows all;
    while (true) {
        auto row = reader.next();
        REQUIRE(row);
        if (!*row) return all;
        all.push_back(std::move(**row));
    }
}

/// Row and sentence of the first mistake.
std::pair<std::string, std::string> mistake(std::string_view text) {
    CsvReader reader{text};
    while (true) {
        const auto row = reader.next();
        if (!row) {
            CHECK(row.error().fault == Fault::input);
            return {row.error().words.at(0), row.error().sentence};
        }
        REQUIRE(*row);
    }
}

}  // namespace

TEST_CASE("rows end with LF, CRLF or the end of the file", "[backend][csv]") {
    const Rows expected{{"a", "b"}, {"c", "d"}};
    for (const auto* text : {"a,b\nc,d\n", "a,b\r\nc,d\r\n", "a,b\nc,d", "a,b\r\nc,d"})
        CHECK(rows(text) == expected);
    CHECK(rows("").empty());
}

TEST_CASE("empty fields are fields", "[backend][csv]") {
    CHECK(rows(",\n,,x\n\"\"\n") == Rows{{"", ""}, {"", "", "x"}, {""}});
    CHECK(rows("a,") == Rows{{"a", ""}});
}

TEST_CASE("a quoted field holds commas, line breaks and doubled quotes", "[backend][csv]") {
    CHECK(rows("\"a,b\",\"c\r\nd\",\"say \"\"e\"\"\"\n\"\"\"\"") ==
          Rows{{"a,b", "c\r\nd", "say \"e\""}, {"\""}});
}

TEST_CASE("blank rows are passed over and counted", "[backend][csv]") {
    CsvReader reader{"\n\r\na\n\nb\n\n"};
    CHECK(reader.next().value()->front() == "a");
    CHECK(reader.row() == 3);
    CHECK(reader.next().value()->front() == "b");
    CHECK(reader.row() == 5);
    CHECK_FALSE(reader.next().value());
}

TEST_CASE("what is no CSV is an error that names the row", "[backend][csv]") {
    const std::string open = "row {0}: a quoted field is not closed";
    const std::string stray = "row {0}: a field is followed by neither a comma nor the end of the row";
    CHECK(mistake("a\n\"b\nc\n") == std::pair{std::string{"2"}, open});
    CHECK(mistake("a\n\"") == std::pair{std::string{"2"}, open});
    CHECK(mistake("\"a\"b\n") == std::pair{std::string{"1"}, stray});
    CHECK(mistake("a\nb\"c\"\n") == std::pair{std::string{"2"}, stray});
    CHECK(mistake("a\rb\n") == std::pair{std::string{"1"}, stray});
}

TEST_CASE("a field has 4096 bytes and not one more", "[backend][csv]") {
    const std::string longest(CsvReader::longest_field, 'x');
    CHECK(rows(longest).front().front() == longest);
    CHECK(rows("\"" + longest + "\"").front().front() == longest);
    const std::string too_long = "row {0}: a field is longer than 4096 bytes";
    CHECK(mistake("a\n" + longest + "x") == std::pair{std::string{"2"}, too_long});
    CHECK(mistake("\"" + longest + "x\"") == std::pair{std::string{"1"}, too_long});
    CHECK(mistake("\"" + longest + "\"\"\"") == std::pair{std::string{"1"}, too_long});
}
