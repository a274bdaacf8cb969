#include "batch_file.hpp"

using namespace sscard;
using namespace sscard::batch;
using namespace sscard::testing;
using namespace std::string_literals;

namespace {

std::string object(const std::string& members = "") {
    return R"({"id_number":"11010519491231002X","card_number":"D2143569X",)"
           R"("identification_number":"310000D15600000500000001FFFFFFFF")" +
           members + "}\n";
}

std::vector<Row> rows(const std::string& bytes) {
    const BatchFile file{bytes};
    auto input = file.open();
    CHECK(input.format().form == Form::json_lines);
    return rows_of(input);
}

/// Code and column of the only mistake of the only row.
std::pair<std::string, std::string> mistake(const std::string& bytes) {
    const auto all = rows(bytes);
    REQUIRE(all.size() == 1);
    REQUIRE(all[0].mistakes.size() == 1);
    return {std::string{all[0].mistakes[0].code}, std::string{all[0].mistakes[0].column}};
}

}  // namespace

TEST_CASE("JSON Lines are known by their first brace, with a mark, blank lines and LF or CRLF",
          "[batch][input]") {
    for (const std::string before : {"", " ", "\n\r\n", "\xEF\xBB\xBF", "\xEF\xBB\xBF\n"}) {
        for (const std::string line_end : {"\n", "\r\n"}) {
            const BatchFile file{before +
                                 replaced(object() + "\n" + object(R"(,"name":"张三")"), "\n", line_end)};
            auto input = file.open();
            CHECK(input.format().form == Form::json_lines);
            CHECK(input.format().line_end == line_end);
            const auto all = rows_of(input);
            REQUIRE(all.size() == 2);
            CHECK(all[0].field(Column::card_number) == "D2143569X");
            CHECK(all[0].field(Column::name).empty());
            CHECK(all[1].field(Column::name) == "张三");
            CHECK(all[1].number == 2);
            CHECK(all[1].cells.empty());
        }
    }
}

TEST_CASE("members that are no columns are passed over, whatever is in them", "[batch][input]") {
    const auto all = rows(object(
        R"(,"note":{"name":"x","card_number":[1,"y",{"id_number":null}]},"list":["z"],"no":1,"name":"张三")"));
    REQUIRE(all.size() == 1);
    CHECK(all[0].field(Column::name) == "张三");
    CHECK(all[0].field(Column::card_number) == "D2143569X");
    CHECK(all[0].mistakes.empty());
}

TEST_CASE("escapes are read, null is not there", "[batch][input]") {
    const auto all = rows(object(R"(,"n\u0061me":"\u5f20\u4e09","region":null)"));
    CHECK(all[0].field(Column::name) == "张三");
    CHECK(all[0].field(Column::region).empty());
    CHECK(all[0].mistakes.empty());
}

TEST_CASE("a line may be in GB 18030", "[batch][input]") {
    const auto line = text::encoded(object(R"(,"name":"张三")"), text::Encoding::gb18030);
    CHECK(rows(line)[0].field(Column::name) == "张三");
}

TEST_CASE("a member that is no text, stands twice or cannot be decoded is a mistake of its row",
          "[batch][input]") {
    for (const std::string value : {"1", "1.5", "-1", "true", "[]", "{}", R"(["310000"])"})
        CHECK(mistake(object(R"(,"region":)" + value)) == std::pair{"no_text"s, "region"s});
    CHECK(mistake(object(R"(,"card_number":"D2143569X")")) == std::pair{"named_twice"s, "card_number"s});
    CHECK(mistake("\xEF\xBB\xBF" + object(",\"name\":\"\xD5\xC5\"")) ==
          std::pair{"undecodable_text"s, "name"s});
}

TEST_CASE("a line that is no object ends the reading", "[batch][input]") {
    for (const std::string line :
         {"x", "[]", "\"a\"", "1", "null", "{", "{\"a\"}", "{}{}", "{\"a\":1e999}", "{},"}) {
        const BatchFile file{object() + "\n" + line + "\n"};
        const auto error = file.mistake();
        CHECK(error.fault == Fault::input);
        CHECK(error.sentence == "line {0} is no JSON object, or is nested deeper than 64 levels"s);
        CHECK(error.words == std::vector<std::string>{"3"});
    }
}

TEST_CASE("a line has 64 KiB and 64 levels and not more", "[batch][input]") {
    const auto nested = [](std::size_t depth) {
        return object(R"(,"note":)" + std::string(depth, '[') + std::string(depth, ']'));
    };
    CHECK(rows(nested(63)).size() == 1);
    CHECK(BatchFile{nested(64)}.mistake().words == std::vector<std::string>{"1"});
    CHECK(rows(object(R"(,"note":")" + std::string(60000, 'x') + '"')).size() == 1);
    CHECK(BatchFile{nested(40000)}.mistake().sentence == "line {0}: the row is longer than {1} bytes"s);
}
