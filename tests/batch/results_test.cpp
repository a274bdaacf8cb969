#include <nlohmann/json.hpp>
#include <random>
#include <sscard/batch/results.hpp>
#include <sscard/text/csv.hpp>

#include "batch_file.hpp"

using namespace sscard;
using namespace sscard::batch;
using namespace sscard::testing;
using activation::State;
using text::Encoding;

namespace {

const Outcome done{State::activated, "", "您的社会保障卡已激活", "1", "0190-no", "2026-11-22T10:00:00+08:00"};

Sink into(std::string& file) {
    return [&file](std::string_view bytes) {
        file += bytes;
        return Result<void>{};
    };
}

std::string results(const std::string& bytes, const Outcome& outcome) {
    const BatchFile file{bytes};
    auto input = file.open();
    std::string written;
    Results results{input.format(), into(written)};
    REQUIRE(results.begin());
    for (const auto& row : rows_of(input)) REQUIRE(results.add(row, outcome));
    REQUIRE(results.finish());
    return written;
}

std::string rework(const std::string& bytes, const std::vector<std::uint64_t>& numbers) {
    const BatchFile file{bytes};
    auto input = file.open();
    std::string written;
    Rework rework{input.format(), into(written)};
    REQUIRE(rework.begin());
    const auto rows = rows_of(input);
    for (const auto number : numbers) REQUIRE(rework.add(rows.at(number - 1)));
    REQUIRE(rework.finish());
    return written;
}

const std::string object = R"({"id_number":"1","card_number":"2","identification_number":"3"})";

}  // namespace

TEST_CASE("results have the input's columns, then their own", "[batch][results]") {
    CHECK(results(header + zhang, done) ==
          "id_number,card_number,identification_number,name,outcome,reason_code,message,state,request_no,at\n"
          "11010519491231002X,D2143569X,310000D15600000500000001FFFFFFFF,张三,"
          "activated,,您的社会保障卡已激活,1,0190-no,2026-11-22T10:00:00+08:00\n");
    CHECK(results(header, done).ends_with(",at\n"));
}

TEST_CASE("results are written as the input is: mark, encoding, line ends", "[batch][results]") {
    const auto expected = results(header + zhang + li, done);
    for (const auto encoding : {Encoding::utf8, Encoding::utf8_with_mark, Encoding::gb18030}) {
        for (const std::string line_end : {"\n", "\r\n"}) {
            const auto written_as = [&](const std::string& utf8) {
                return (encoding == Encoding::utf8_with_mark ? "\xEF\xBB\xBF" : "") +
                       text::encoded(replaced(utf8, "\n", line_end), encoding);
            };
            CHECK(results(written_as(header + zhang + li), done) == written_as(expected));
        }
    }
}

TEST_CASE("cells keep what is in them, and are quoted where they need it", "[batch][results]") {
    const auto written =
        results(replaced(header, "name", "\"na,me\"") + replaced(zhang, "张三", "\"a\r\n\"\"b\"\"\""), done);
    CHECK(written.find("identification_number,\"na,me\",outcome") != std::string::npos);
    CHECK(written.find(",\"a\r\n\"\"b\"\"\",activated") != std::string::npos);
    CHECK(results(header + "1,2,3\n", done).find("1,2,3,,activated,") != std::string::npos);
    CHECK(results(header + replaced(zhang, "张三", "\xFF"), done).find(",\xFF,activated") !=
          std::string::npos);
}

TEST_CASE("letters of numbers are written in upper case, and nothing else is", "[batch][results]") {
    const auto numbers = "11010519491231002x,a00000001,310000d15600000500000001ffffffff,";
    const auto upper = "11010519491231002X,A00000001,310000D15600000500000001FFFFFFFF,";
    CHECK(results(header + numbers + "abc\n", done).find(std::string{upper} + "abc,activated") !=
          std::string::npos);
    const auto no_number = text::encoded("张三x", Encoding::gb18030);
    CHECK(results(header + no_number + ",a,b,c\n", done).find(no_number + ",A,B,c,") != std::string::npos);
    const auto written = results(R"({"id_number":"11010519491231002x","note":"x"})", done);
    CHECK(written.starts_with(R"({"id_number":"11010519491231002X","note":"x","outcome":)"));
}

TEST_CASE("words of the authority are quoted, encoded, and no formula", "[batch][results]") {
    auto outcome = done;
    outcome.message = "=1,\"𠮷\"";
    CHECK(results(header + zhang, outcome).find(",\"'=1,\"\"𠮷\"\"\",") != std::string::npos);
    const auto encoded = results(text::encoded(header + zhang, Encoding::gb18030), outcome);
    CHECK(text::decoded(encoded, Encoding::gb18030).utf8 == results(header + zhang, outcome));
    outcome.message = "a\xFF";
    CHECK(results(header + zhang, outcome).find(",a\uFFFD,") != std::string::npos);
}

TEST_CASE("results of JSON Lines are the objects with more members", "[batch][results]") {
    CHECK(
        results(object + "\n", done) ==
        R"({"id_number":"1","card_number":"2","identification_number":"3","outcome":"activated","reason_code":null,)"
        R"("message":"您的社会保障卡已激活","state":"1","request_no":"0190-no","at":"2026-11-22T10:00:00+08:00"})"
        "\n");
    const auto rest =
        R"("outcome":"activated","reason_code":null,"message":null,"state":null,"request_no":null,"at":null})";
    const Outcome bare{State::activated, "", "", "", "", ""};
    CHECK(results("{ } \r\n", bare) == std::string{"{ "} + rest + "\r\n");
    CHECK(results(R"( { "a" : 1.10 } )", bare) == std::string{R"({ "a" : 1.10 ,)"} + rest + "\n");
    CHECK(results("\xEF\xBB\xBF{}", bare) == std::string{"\xEF\xBB\xBF{"} + rest + "\n");
}

TEST_CASE("a member stands once in a result, the result's own", "[batch][results]") {
    const auto written = results(R"({"state":"Anhui","name":"张三","outcome":{"at":1},"b":2})", done);
    CHECK(written.starts_with(R"({"name":"张三","b":2,"outcome":"activated",)"));
    CHECK(nlohmann::json::parse(written).at("state") == "1");
    CHECK(written.find("Anhui") == std::string::npos);
}

TEST_CASE("results of JSON Lines in GB 18030 are in GB 18030", "[batch][results]") {
    const auto line = R"({"name":"张三","note":"\u5f20")" + std::string{"}\n"};
    CHECK(text::decoded(results(text::encoded(line, Encoding::gb18030), done), Encoding::gb18030).utf8 ==
          results(line, done));
}

TEST_CASE("rework is the rows as they came, under the header as it came", "[batch][results]") {
    const auto head = "\xEF\xBB\xBF\n\"id_number\",card_number,identification_number,x\r\n";
    const std::string one = "1,\"2\",3,\"a\nb\"\r\n";
    const std::string two = "4,5\n";
    const std::string three = "6,7,8,\xFF";
    const auto bytes = head + one + "\r\n" + two + three;
    CHECK(rework(bytes, {1, 3}) == replaced(head, "\n\"", "\"") + one + three);
    CHECK(rework(bytes, {2}) == replaced(head, "\n\"", "\"") + two);
    CHECK(rework(bytes, {}) == replaced(head, "\n\"", "\""));
    CHECK(rework(object + "\n\n {} \n" + object, {2, 3}) == " {} \n" + object);
}

TEST_CASE("what did not succeed and is not open is worked off again", "[batch][results]") {
    for (const auto state : {State::refused, State::invalid, State::not_sent}) CHECK(needs_rework(state));
    for (const auto state : {State::activated, State::already_active, State::pending, State::unknown,
                             State::intended, State::sent})
        CHECK_FALSE(needs_rework(state));
}

TEST_CASE("results arrive in pieces, and a full disk is noticed", "[batch][results]") {
    const BatchFile file{header + zhang};
    auto input = file.open();
    Row row;
    REQUIRE(input.next(row).value());
    std::size_t pieces = 0;
    Results results{input.format(), [&](std::string_view bytes) -> Result<void> {
                        CHECK(bytes.size() < 70000);
                        if (++pieces < 3) return {};
                        return fail(Fault::input, "write file");
                    }};
    int written = 0;
    while (results.add(row, done)) ++written;
    CHECK(pieces == 3);
    CHECK(written > 500);
}

TEST_CASE("the cells of results are the cells of the input", "[batch][results]") {
    std::mt19937 dice{66};
    const auto pick = [&](std::size_t most) {
        return std::uniform_int_distribution<std::size_t>{0, most}(dice);
    };
    const std::vector<std::string> pieces{"A", ",", "\"", "\n", "\r\n", "张", "𠮷", "=", " ", "'"};
    for (int round = 0; round < 100; ++round) {
        const auto encoding =
            std::array{Encoding::utf8, Encoding::utf8_with_mark, Encoding::gb18030}[pick(2)];
        std::string text = encoding == Encoding::utf8_with_mark ? "\xEF\xBB\xBF" : "";
        text += text::encoded("id_number,card_number,identification_number,张\n", encoding);
        for (std::size_t i = pick(4); i > 0; --i) {
            std::string line = "X";
            for (int column = 1; column < 4; ++column) {
                std::string cell;
                for (std::size_t size = pick(6); size > 0; --size) cell += pieces[pick(pieces.size() - 1)];
                line += "," + text::csv_cell(cell);
            }
            text += text::encoded(line + "\n", encoding);
        }
        INFO(text);
        const BatchFile before{text};
        const BatchFile after{results(text, done)};
        auto input = before.open();
        auto output = after.open();
        REQUIRE(output.format().encoding == encoding);
        const auto rows = rows_of(input);
        const auto results = rows_of(output);
        REQUIRE(results.size() == rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            REQUIRE(results[i].cells.size() == rows[i].cells.size() + 6);
            CHECK(std::vector(results[i].cells.begin(), results[i].cells.begin() + 4) == rows[i].cells);
            CHECK(text::decoded(results[i].cells[6], encoding).utf8 == done.message);
        }
    }
}
