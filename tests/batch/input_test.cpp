#include <sys/stat.h>

#include <chrono>
#include <random>
#include <sscard/text/csv.hpp>

#include "batch_file.hpp"

using namespace sscard;
using namespace sscard::batch;
using namespace sscard::testing;
using namespace std::string_literals;
using text::Encoding;

namespace {

const std::string mark{text::byte_order_mark};

std::string in(Encoding encoding, const std::string& utf8) {
    return (encoding == Encoding::utf8_with_mark ? mark : "") + text::encoded(utf8, encoding);
}

/// Line and sentence of what ends the reading.
std::pair<std::string, std::string> mistake(const std::string& bytes) {
    const BatchFile file{bytes};
    const auto error = file.mistake();
    CHECK(error.fault == Fault::input);
    CHECK(error.file == file.path());
    return {error.words.empty() ? "" : error.words.front(), error.sentence};
}

}  // namespace

TEST_CASE("UTF-8, UTF-8 with a mark and GB 18030 say the same, with LF and CRLF", "[batch][input]") {
    for (const auto encoding : {Encoding::utf8, Encoding::utf8_with_mark, Encoding::gb18030}) {
        for (const std::string line_end : {"\n", "\r\n"}) {
            const BatchFile file{in(encoding, replaced(header + zhang + li, "\n", line_end))};
            auto input = file.open();
            CHECK(input.format().form == Form::csv);
            CHECK(input.format().encoding == encoding);
            CHECK(input.format().line_end == line_end);
            CHECK(input.format().head == in(encoding, replaced(header, "\n", line_end)));
            CHECK(input.format().columns.size() == 4);
            const auto rows = rows_of(input);
            REQUIRE(rows.size() == 2);
            CHECK(rows[0].field(Column::name) == "张三");
            CHECK(rows[0].field(Column::id_number) == "11010519491231002X");
            CHECK(rows[0].bytes == text::encoded(replaced(zhang, "\n", line_end), encoding));
            CHECK(rows[1].field(Column::name) == "李四");
            CHECK(rows[1].number == 2);
            CHECK(rows[1].line == 3);
        }
    }
}

TEST_CASE("columns come in any order, others between them", "[batch][input]") {
    const BatchFile file{
        "note,name,identification_number,region,card_number,,id_number,\n"
        "a,张三,310000D15600000500000001FFFFFFFF,310000,D2143569X,b,11010519491231002X,c\n"};
    auto input = file.open();
    const auto rows = rows_of(input);
    REQUIRE(rows.size() == 1);
    CHECK(rows[0].field(Column::card_number) == "D2143569X");
    CHECK(rows[0].field(Column::region) == "310000");
    CHECK(rows[0].field(Column::agent_name).empty());
    CHECK(rows[0].cells.front() == "a");
    CHECK(rows[0].cells.back() == "c");
}

TEST_CASE("the end of a file is no row, with a line end, without, and with blank lines", "[batch][input]") {
    for (const std::string end : {"", "\n", "\r\n", "\n\n\n", "\n  \n\t\n"}) {
        const BatchFile file{"\n" + header + "\n" + zhang + li.substr(0, li.size() - 1) + end};
        auto input = file.open();
        const auto rows = rows_of(input);
        REQUIRE(rows.size() == 2);
        CHECK(rows[0].line == 4);
        CHECK(rows[1].field(Column::name) == "李四");
        Row row;
        CHECK_FALSE(input.next(row).value());
    }
    const BatchFile none{header};
    auto input = none.open();
    CHECK(rows_of(input).empty());
}

TEST_CASE("quoted cells hold commas, quotes and line breaks; rows and lines are counted apart",
          "[batch][input]") {
    const BatchFile file{replaced(header, "\n", ",note\n") +
                         replaced(zhang, "\n", ",\"a\r\n\"\"b\"\",c\"\n") +
                         replaced(replaced(li, "\n", ",\n"), "A10000007", "\"A10000007\"")};
    auto input = file.open();
    const auto rows = rows_of(input);
    REQUIRE(rows.size() == 2);
    CHECK(rows[0].cells.back() == "a\r\n\"b\",c");
    CHECK(rows[1].field(Column::card_number) == "A10000007");
    CHECK(rows[1].number == 2);
    CHECK(rows[1].line == 4);
}

TEST_CASE("a row with too few cells has its mistake, and empty cells for the rest", "[batch][input]") {
    const BatchFile file{header + "11010519491231002X,D2143569X\n"};
    auto input = file.open();
    const auto rows = rows_of(input);
    REQUIRE(rows.size() == 1);
    REQUIRE(rows[0].mistakes.size() == 1);
    CHECK(rows[0].mistakes[0].code == "cells_missing");
    CHECK(rows[0].cells.size() == 4);
}

TEST_CASE("text that cannot be decoded is a mistake of its field, NUL is text", "[batch][input]") {
    const BatchFile file{mark + header + replaced(zhang, "张三", "\xD5\xC5") + replaced(li, "李四", "a\0b"s)};
    auto input = file.open();
    const auto rows = rows_of(input);
    REQUIRE(rows.size() == 2);
    REQUIRE(rows[0].mistakes.size() == 1);
    CHECK(rows[0].mistakes[0].code == "undecodable_text");
    CHECK(rows[0].mistakes[0].column == "name");
    CHECK(rows[0].cells[3] == "\xD5\xC5");
    CHECK(rows[1].field(Column::name) == "a\0b"s);
}

TEST_CASE("a character that the reader's buffer cuts is whole again", "[batch][input]") {
    for (const auto encoding : {Encoding::utf8, Encoding::gb18030}) {
        for (std::size_t size = 65533; size < 65538; ++size) {  // of all before the name's last character
            std::string text = replaced(header, "\n", ",note\n");
            const auto before =
                text::encoded(replaced(zhang.substr(0, zhang.size() - 1), "张三", "张三𠮷"), encoding);
            const auto last = text::encoded("𠮷", encoding).size();
            const std::size_t filled = size - before.size() + last;
            const std::string filler = "x,x,x,,";
            while (text.size() + 2 * filler.size() < filled - 1000)
                text += filler + std::string(std::min<std::size_t>(1000, filled - text.size() - 1000), 'y') +
                        "\n";
            text += filler + std::string(filled - text.size() - filler.size() - 1, 'y') + "\n";
            const BatchFile file{text + before + ",\n"};
            auto input = file.open();
            const auto rows = rows_of(input);
            CHECK(rows.back().field(Column::name) == "张三𠮷");
            CHECK(rows.back().mistakes.empty());
        }
    }
}

TEST_CASE("a file that is no batch says why", "[batch][input]") {
    const std::string lacks = "line {0}: the header lacks the column {1}";
    const std::string cells = "line {0}: the row has {1} cells, the header has {2}";
    const std::string empty = "the file is empty; a header is needed";
    CHECK(mistake("") == std::pair{""s, empty});
    CHECK(mistake("\r\n \n") == std::pair{""s, empty});
    CHECK(mistake(mark) == std::pair{""s, empty});
    CHECK(mistake(zhang) == std::pair{"1"s, lacks});
    CHECK(mistake("\n" + replaced(header, "card_number", "card")) == std::pair{"2"s, lacks});
    CHECK(mistake(replaced(header, "name", "card_number")) ==
          std::pair{"1"s, "line {0}: the header names the column {1} twice"s});
    CHECK(mistake(replaced(header, "\n", std::string(253, ',') + "\n")) ==
          std::pair{"1"s, "line {0}: the header has more than {1} columns"s});
    CHECK(mistake(header + zhang + replaced(li, "\n", ",\n")) == std::pair{"3"s, cells});
    CHECK(mistake(header + zhang + "\"" + li + zhang) ==
          std::pair{"3"s, "line {0}: a quoted cell is not closed"s});
    CHECK(mistake(header + replaced(zhang, "张", "\"张\"")) ==
          std::pair{"2"s, "line {0}: a cell is followed by neither a comma nor the end of the row"s});
    CHECK(mistake(header + zhang + std::string(65537, 'x')) ==
          std::pair{"3"s, "line {0}: the row is longer than {1} bytes"s});
    CHECK(mistake("\xFF\xFEi\0d\0"s) == std::pair{""s, "the file is neither UTF-8 nor GB 18030"s});
}

TEST_CASE("256 columns are not too many", "[batch][input]") {
    const BatchFile file{replaced(header, "\n", std::string(252, ',') + "\n") +
                         replaced(zhang, "\n", std::string(252, ',') + "\n")};
    auto input = file.open();
    CHECK(rows_of(input).size() == 1);
}

TEST_CASE("what is no regular file is not read, and not waited for", "[batch][input]") {
    const TemporaryDirectory directory;
    const auto pipe = directory.path() / "pipe";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    const auto cannot_be_read = "the file cannot be read"s;
    const auto is_none = "this is no regular file"s;
    for (const auto& [path, sentence] :
         {std::pair{directory.path() / "missing", cannot_be_read}, std::pair{directory.path(), is_none},
          std::pair{pipe, is_none}, std::pair{std::filesystem::path{"/dev/null"}, is_none}}) {
        const auto input = Input::open(path, never_stopped);
        REQUIRE_FALSE(input);
        CHECK(input.error().fault == Fault::input);
        CHECK(input.error().file == path);
        CHECK(input.error().sentence == sentence);
    }
}

TEST_CASE("the file is known by its SHA-256", "[batch][input]") {
    const BatchFile file{header};
    CHECK(file.open().sha256() == "4ea6af79924e7b7acefa7ac5e7d9e2e11248da45b8c04924f0738651b21bcbc4");
}

TEST_CASE("a second reading is the first again", "[batch][input]") {
    const BatchFile file{mark + header + zhang + li};
    auto input = file.open();
    Row row;
    REQUIRE(input.next(row).value());
    REQUIRE(input.rewind());
    for (int i = 0; i < 2; ++i) {
        const auto rows = rows_of(input);
        REQUIRE(rows.size() == 2);
        CHECK(rows[0].number == 1);
        CHECK(rows[0].field(Column::id_number) == "11010519491231002X");
        REQUIRE(input.rewind());
    }
}

TEST_CASE("a file that was changed since it was opened is noticed", "[batch][input]") {
    const auto content = header + zhang + li;
    const std::string changed = "the file was changed while it was read";
    const BatchFile file{content};
    const auto time = std::filesystem::last_write_time(file.path());
    auto input = file.open();
    SECTION("by its size") {
        file.write(content + zhang);
        CHECK(input.rewind().error().sentence == changed);
    }
    SECTION("by its time") {
        std::filesystem::last_write_time(file.path(), time + std::chrono::seconds{1});
        CHECK(input.rewind().error().sentence == changed);
    }
    SECTION("by its bytes alone") {
        file.write(header + replaced(zhang, "张", "王") + li);
        std::filesystem::last_write_time(file.path(), time);
        REQUIRE(input.rewind());
        Row row;
        REQUIRE(input.next(row).value());
        REQUIRE(input.next(row).value());
        CHECK(input.next(row).error().sentence == changed);
    }
}

TEST_CASE("a name that now belongs to another file changes nothing", "[batch][input]") {
    const BatchFile file{header + zhang};
    auto input = file.open();
    std::filesystem::rename(file.path(), file.path().string() + ".old");
    file.write(header + li + li);
    REQUIRE(input.rewind());
    CHECK(rows_of(input).front().field(Column::name) == "张三");
}

TEST_CASE("who is to stop does not open a file", "[batch][input]") {
    const BatchFile file{header + zhang};
    const StopFlag stopped{true};
    CHECK(Input::open(file.path(), stopped).error().fault == Fault::interrupted);
}

TEST_CASE("whatever cells a file is made of are the cells that are read", "[batch][input]") {
    std::mt19937 dice{6};
    const auto pick = [&](std::size_t most) {
        return std::uniform_int_distribution<std::size_t>{0, most}(dice);
    };
    const std::vector<std::string> pieces{"a", ",", "\"", "\n", "\r\n", "张", "𠮷", "é", " ", "0"};
    for (int round = 0; round < 200; ++round) {
        const auto encoding =
            std::array{Encoding::utf8, Encoding::utf8_with_mark, Encoding::gb18030}[pick(2)];
        std::vector<std::vector<std::string>> written;
        std::string text = "id_number,card_number,identification_number,张\n";
        for (std::size_t i = pick(5) + 1; i > 0; --i) {
            std::vector<std::string> cells;
            for (int column = 0; column < 4; ++column) {
                std::string cell = column == 0 ? "x" : "";
                for (std::size_t size = pick(6); size > 0; --size) cell += pieces[pick(pieces.size() - 1)];
                text += (column > 0 ? "," : "") + text::csv_cell(cell);
                cells.push_back(text::encoded(cell, encoding));
            }
            text += "\n";
            written.push_back(std::move(cells));
        }
        const BatchFile file{in(encoding, text)};
        auto input = file.open();
        INFO(text);
        REQUIRE(input.format().encoding == encoding);
        const auto rows = rows_of(input);
        REQUIRE(rows.size() == written.size());
        for (std::size_t i = 0; i < rows.size(); ++i) CHECK(rows[i].cells == written[i]);
    }
}
