#include "report.hpp"

#include "catch.hpp"

using namespace sscard;
using tool::Format;
using tool::Json;
using tool::Report;
using tool::Sheet;

namespace {

Report list_of(Json elements) {
    Report report{{{"schema", "x/1"}, {"things", std::move(elements)}}, "text\n"};
    report.list = "things";
    return report;
}

}  // namespace

TEST_CASE("JSON is one object and a newline, in the order in which it was made", "[tool][report]") {
    const Report report{{{"schema", "x/1"}, {"b", 1}, {"a", nullptr}}, "text\n"};
    CHECK(rendered(report, Format::json) == "{\"schema\":\"x/1\",\"b\":1,\"a\":null}\n");
    CHECK(rendered(report, Format::text) == "text\n");
}

TEST_CASE("bytes that are no UTF-8 are replaced in JSON", "[tool][report]") {
    CHECK(tool::line_of({{"file", "a\xFF"}}) == "{\"file\":\"a\xEF\xBF\xBD\"}\n");
}

TEST_CASE("CSV without a list is a row a field, nested names dotted", "[tool][report]") {
    const Report report{{{"schema", "x/1"},
                         {"card", {{"number", "D2143569X"}, {"class", nullptr}}},
                         {"n", 3},
                         {"l", Json::array()}},
                        {}};
    CHECK(rendered(report, Format::csv) ==
          "field,value\nschema,x/1\ncard.number,D2143569X\ncard.class,\nn,3\nl,[]\n");
}

TEST_CASE("CSV of a list is a row an element under its names", "[tool][report]") {
    const auto report = list_of(
        {{{"name", "a"}, {"card", {{"number", 1}}}}, {{"name", "b"}, {"card", {{"number", nullptr}}}}});
    CHECK(rendered(report, Format::csv) == "name,card.number\na,1\nb,\n");
}

TEST_CASE("CSV quotes what would break a row", "[tool][report]") {
    const auto report = list_of({{{"a,b", "x\"y"}, {"c", "two\nlines"}, {"d", "one\rtwo"}, {"e", "plain"}}});
    CHECK(rendered(report, Format::csv) == "\"a,b\",c,d,e\n\"x\"\"y\",\"two\nlines\",\"one\rtwo\",plain\n");
}

TEST_CASE("a failure is one line: cause, cure, raw code in brackets", "[tool][report]") {
    const Error card{Fault::not_social_security_card, "select", 0x6A82};
    CHECK(tool::error_line(card) ==
          "sscard: this is no social security card. Take it out and insert the holder's social security "
          "card.  (6A82)\n");
    const Error service{Fault::service_down, "connect", 0x8010001D};
    CHECK(tool::error_line(service).ends_with("  (0x8010001D)\n"));
    const Error plain{Fault::no_card, "connect"};
    CHECK(tool::error_line(plain).find('(') == std::string::npos);
}

TEST_CASE("a failure's own sentences come before the table's, with their words in them", "[tool][report]") {
    const auto error =
        Error{Fault::usage, "options"}.because("no {1} is called {0}", {"x", "field"}, "See {1}.");
    CHECK(tool::error_line(error) == "sscard: no field is called x. See field.\n");
    CHECK(tool::error_document(error) == Json{{"schema", "sscard.error/1"},
                                              {"error",
                                               {{"code", "usage"},
                                                {"exit", 2},
                                                {"step", "options"},
                                                {"message", "no field is called x"},
                                                {"hint", "See field."},
                                                {"detail", nullptr}}}});
    const auto half = Error{Fault::usage, "options"}.because("no such thing");
    CHECK(tool::error_line(half) == "sscard: no such thing. See sscard --help.\n");
}

TEST_CASE("words with braces and sentences with too few words do no harm", "[tool][report]") {
    const auto braces = Error{Fault::usage, "options"}.because("{0}", {"{1} {} {x"}, "c");
    CHECK(tool::error_line(braces) == "sscard: {1} {} {x. C\n");
    const auto missing = Error{Fault::usage, "options"}.because("a {3}", {"x"}, "c");
    CHECK(tool::error_line(missing) == "sscard: a {3}. C\n");
}

TEST_CASE("a cause that is a whole sentence gets no second full stop", "[tool][report]") {
    CHECK(tool::error_line(Error{Fault::refused, "x"}.because("{0}", {"It is over."}, "Go.")) ==
          "sscard: It is over. Go.\n");
    CHECK(tool::error_line(Error{Fault::refused, "x"}.because("{0}", {"已过期。"}, "Go.")) ==
          "sscard: 已过期. Go.\n");
}

TEST_CASE("several readers are listed below the line", "[tool][report]") {
    const auto error = Error{Fault::ambiguous_reader, "choose"}.because(nullptr, {"#1  A", "#2  B"});
    CHECK(tool::error_line(error).ends_with("\n          #1  A\n          #2  B\n"));
}

TEST_CASE("the exit status is the verdict's", "[tool][report]") {
    Report report{{}, {}};
    CHECK(exit_status(report) == 0);
    report.verdict = Error{Fault::refused, "x"};
    CHECK(exit_status(report) == 31);
}

TEST_CASE("a sheet is aligned by columns of the terminal, and a value that is missing is a dash",
          "[tool][report]") {
    Sheet sheet;
    sheet.title("卡");
    sheet.row("姓名", "张三");
    sheet.row("number", std::nullopt);
    CHECK(sheet.text() == "卡\n  姓名    张三\n  number  -\n");
}

TEST_CASE("columns are as wide as what is in them, the last without blanks behind", "[tool][report]") {
    CHECK(tool::columns({{"a", "张三", "x"}, {"bb", "c", "yy"}}) == "a   张三  x\nbb  c     yy\n");
    CHECK(tool::columns({}).empty());
}

TEST_CASE("a cell commands no terminal and begins no line of its own", "[tool][report]") {
    CHECK(tool::columns({{"a\x1b[2J", "b\n"}, {"c", "d"}}) == "a [2J  b \nc      d\n");
}
