#include "apdu_script.hpp"

#include "catch.hpp"
#include "report.hpp"
#include "scripted_card.hpp"

using namespace sscard;
using apdu::StatusWord;
using test::hex;
using tool::Expectation;
using tool::Script;

namespace {

/// What is said against these words; empty when nothing is.
std::string said(const std::vector<std::string>& specs) {
    Script script;
    for (const auto& spec : specs) {
        if (const auto added = script.add(spec); !added) {
            CHECK(added.error().fault == Fault::usage);
            return tool::error_line(added.error());
        }
    }
    const auto harmless = script.check_harmless();
    return harmless ? "" : tool::error_line(harmless.error());
}

bool met(std::string_view expectation, std::uint16_t status) {
    const auto parsed = Expectation::parse(expectation);
    REQUIRE(parsed);
    return parsed->met_by(StatusWord{status});
}

}  // namespace

TEST_CASE("an expectation is met by its own status word alone", "[tool][apdu]") {
    CHECK(met("9000", 0x9000));
    CHECK_FALSE(met("9000", 0x9001));
    CHECK_FALSE(met("9000", 0x6A82));
    CHECK(met("6a82", 0x6A82));
}

TEST_CASE("x stands for any digit, a bar for another that will do", "[tool][apdu]") {
    CHECK(met("61xx", 0x611E));
    CHECK(met("61XX", 0x61F0));
    CHECK_FALSE(met("61xx", 0x621E));
    CHECK(met("63Cx", 0x63C2));
    CHECK(met("9000|6A82", 0x6A82));
    CHECK(met("9000|61xx|6A82", 0x6118));
    CHECK_FALSE(met("9000|6A82", 0x6A83));
}

TEST_CASE("what is no status word is no expectation", "[tool][apdu]") {
    for (const auto* const text :
         {"", "9", "90000", "90 00", "90g0", "|", "9000|", "|9000", "9000,6A82", "=9000"}) {
        CAPTURE(text);
        CHECK_FALSE(Expectation::parse(text));
    }
}

TEST_CASE("bytes are taken as they are typed, blanks and either case too", "[tool][apdu]") {
    Script script;
    REQUIRE(script.add("00 a4 0400 02 3f00"));
    REQUIRE(script.add("00A40000 =61xx"));
    REQUIRE(script.add("00A40001=9000"));
    REQUIRE(script.add("00A40002"));
    REQUIRE(script.add("=6A82"));
    REQUIRE(script.commands().size() == 4);
    CHECK(script.commands()[0].bytes == hex("00A40400023F00"));
    CHECK_FALSE(script.commands()[0].expected);
    CHECK(script.commands()[1].expected->text() == "61xx");
    CHECK(script.commands()[2].expected->text() == "9000");
    CHECK(script.commands()[3].expected->text() == "6A82");
}

TEST_CASE("a wrong word is named by its place, never repeated", "[tool][apdu]") {
    CHECK(said({"00A40000", "00A4"}).starts_with("sscard: command 2 is no command. "));
    CHECK(said({"00A4000G"}).starts_with("sscard: command 1 is no command. "));
    CHECK(said({""}).starts_with("sscard: command 1 is no command. "));
    CHECK(said({"00A40000F"}).starts_with("sscard: command 1 is no command. "));
    CHECK(said({"=9000"}).starts_with("sscard: an expectation has no command of its own. "));
    CHECK(said({"00A40000=9000", "=9000"}).starts_with("sscard: an expectation has no command of its own. "));
    CHECK(said({"00A40000=90"}).starts_with("sscard: what is expected of command 1 is no status word. "));
    CHECK(said({"00200000 03 4711 0G"}).find("4711") == std::string::npos);
}

TEST_CASE("one command that needs caution stops all of them", "[tool][apdu]") {
    CHECK(said({"00A40000", "00B2010400"}).empty());
    const auto line = said({"00A40000", "00B2010400", "04D68700020000", "0020000003123456"});
    CHECK(line.starts_with(
        "sscard: command 3 is UPDATE BINARY: it changes what the card holds. Nothing was sent."));
    CHECK(said({"0020000003471100"}).find("sscard pin verify") != std::string::npos);
    CHECK(said({"0020000003471100"}).find("4711") == std::string::npos);
}

TEST_CASE("a script is one command a line, with remarks, and errors have its line", "[tool][apdu]") {
    Script script;
    REQUIRE(script.add_lines("# probe\r\n\r\n00A40000023F00 =9000  # the master file\r\n\n  00B2010400",
                             "probe.txt"));
    REQUIRE(script.commands().size() == 2);
    CHECK(script.commands()[0].expected->text() == "9000");
    CHECK(script.commands()[0].where == "probe.txt:3");
    CHECK(script.commands()[1].where == "probe.txt:5");

    const auto wrong = script.add_lines("\n00", "more.txt");
    REQUIRE_FALSE(wrong);
    CHECK(tool::error_line(wrong.error()).starts_with("sscard: more.txt:2: command 3 is no command. "));

    Script harmful;
    REQUIRE(harmful.add_lines("00A40000\n\n84160000\n", "probe.txt"));
    CHECK(tool::error_line(harmful.check_harmless().error())
              .starts_with("sscard: probe.txt:3: command 2 is CARD BLOCK: it can lock the card"));
}
