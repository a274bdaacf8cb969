#include <sscard/apdu/recording.hpp>

#include <fstream>
#include <iterator>
#include <sstream>

#include "catch.hpp"
#include "scripted_card.hpp"

using namespace sscard;
using namespace sscard::apdu;
using test::hex;
using test::ScriptedCard;

namespace {

std::unique_ptr<Replay> replay(std::string_view text) {
    auto parsed = Replay::parse(text);
    REQUIRE(parsed);
    return *std::move(parsed);
}

/// The line that the error names; empty when the text is a recording.
std::string wrong_line(std::string_view text) {
    const auto parsed = Replay::parse(text);
    if (parsed) return {};
    CHECK(parsed.error().fault == Fault::input);
    REQUIRE(parsed.error().words.size() == 1);
    return parsed.error().words.front();
}

}  // namespace

TEST_CASE("a conversation is written line by line, the fault too", "[apdu][recording]") {
    ScriptedCard card;
    card.with_atr("3B 6D 00 00")
        .on("00 84 00 00 02", "01 AB 90 00")
        .on("00 B2 07 00 00", Fault::card_removed);
    std::ostringstream out;
    Recorder recorder{card, out};
    CHECK(recorder.transmit(hex("0084000002")));
    CHECK_FALSE(recorder.transmit(hex("00B2070000")));
    CHECK(out.str() ==
          "# sscard recording 1: holds what the card said, personal data too\n"
          "atr: 3B 6D 00 00\n"
          "protocol: T=0\n"
          "> 00 84 00 00 02\n"
          "< 01 AB 90 00\n"
          "> 00 B2 07 00 00\n"
          "! card_removed\n");
    CHECK(card.complaint() == "");
}

TEST_CASE("the recorder changes nothing on the way", "[apdu][recording]") {
    ScriptedCard card;
    card.speaks(Protocol::t1)
        .with_atr("3B 00")
        .on("00 84 00 00 02", "90")
        .on("00 84 00 00 02", Fault::timeout, 0x8010000A);
    std::ostringstream out;
    Recorder recorder{card, out};
    CHECK(recorder.protocol() == Protocol::t1);
    CHECK(recorder.atr() == hex("3B00"));
    CHECK(recorder.transmit(hex("0084000002")).value() == hex("90"));
    const auto failed = recorder.transmit(hex("0084000002"));
    REQUIRE_FALSE(failed);
    CHECK(failed.error().fault == Fault::timeout);
    CHECK(failed.error().detail == 0x8010000A);
    CHECK(failed.error().step == "scripted card");
    CHECK(card.complaint() == "");
}

TEST_CASE("what the recorder writes, the replay plays", "[apdu][recording]") {
    ScriptedCard card;
    card.speaks(Protocol::t1)
        .with_atr("3B 8D 80 01 00 81 54 4C 96 86 84 51 01 00 00 00 00 51")
        .on("00 A4 04 00 01 AA 00", "6F 00 90 00")
        .on("00 B2 07 00 00", "")
        .on("00 B2 07 00 00", Fault::card_removed)
        .on("00 B2 07 00 00", Fault::reader_busy);
    std::ostringstream out;
    Recorder recorder{card, out};
    const auto commands = {hex("00A4040001AA00"), hex("00B2070000"), hex("00B2070000"), hex("00B2070000")};
    for (const auto& command : commands) static_cast<void>(recorder.transmit(command));
    REQUIRE(card.complaint() == "");

    const auto played = replay(out.str());
    CHECK(played->protocol() == Protocol::t1);
    CHECK(played->atr() == card.atr());
    CHECK(played->transmit(hex("00A4040001AA00")).value() == hex("6F009000"));
    CHECK(played->transmit(hex("00B2070000")).value().empty());
    CHECK(played->transmit(hex("00B2070000")).error().fault == Fault::card_removed);
    CHECK(played->complaint() != "");
    CHECK(played->transmit(hex("00B2070000")).error().fault == Fault::reader_busy);
    CHECK(played->complaint() == "");
}

TEST_CASE("a card without an answer to reset is recorded and replayed", "[apdu][recording]") {
    ScriptedCard card;
    std::ostringstream out;
    const Recorder recorder{card, out};
    const auto played = replay(out.str());
    CHECK(played->atr().empty());
    CHECK(played->protocol() == Protocol::t0);
    CHECK(played->complaint() == "");
}

TEST_CASE("every fault with a name is recorded and replayed", "[apdu][recording]") {
    int names = 0;
    for (int number = 0; number <= static_cast<int>(Fault::interrupted); ++number) {
        const auto fault = static_cast<Fault>(number);
        const auto name = fault_name(fault);
        if (name.empty()) continue;
        ++names;
        INFO(name);
        const auto played = replay("> 00\n! " + std::string{name});
        CHECK(played->transmit(hex("00")).error().fault == fault);
    }
    CHECK(names >= 10);
    CHECK(fault_name(Fault::card_removed) == "card_removed");
    CHECK(fault_name(Fault::backend_auth).empty());
}

TEST_CASE("an empty text is a card that is never asked", "[apdu][recording]") {
    const auto played = replay("");
    CHECK(played->complaint() == "");
    CHECK_FALSE(played->transmit(hex("00")));
}

TEST_CASE("remarks, empty lines and line ends of either kind are passed over", "[apdu][recording]") {
    const auto played = replay(
        "# a remark\r\n"
        "\r\n"
        "   # another\n"
        "atr: 3B 00   the card of a test\n"
        "protocol: T=1 # why not\n"
        "\t\n"
        "> 00 84 00 00 02  random numbers, two\n"
        "< 01 ab 9000# no blank needed\r\n"
        ">0084000002\n"
        "!timeout  the card thinks");
    CHECK(played->atr() == hex("3B00"));
    CHECK(played->protocol() == Protocol::t1);
    CHECK(played->transmit(hex("0084000002")).value() == hex("01AB9000"));
    CHECK(played->transmit(hex("0084000002")).error().fault == Fault::timeout);
    CHECK(played->complaint() == "");
}

TEST_CASE("a line that makes no sense is named by its number", "[apdu][recording]") {
    struct Example {
        const char* text;
        const char* line;
    };
    const auto example = GENERATE(Example{"hello", "1"},                          // no known sign
                                  Example{"# one\n\n? 00", "3"},                  //
                                  Example{"atr 3B 00", "1"},                      // no colon
                                  Example{"atr: 3B 0", "1"},                      // half a byte
                                  Example{"atr: 3G", "1"},                        // no digit
                                  Example{"protocol: T=2", "1"},                  // no such protocol
                                  Example{"protocol: t=0", "1"},                  //
                                  Example{"> 00 8", "1"},                         // half a byte
                                  Example{"> 00 84\t00\n< 90 00", "1"},           // no blank
                                  Example{">> 00\n< 90 00", "1"},                 // two signs
                                  Example{"> 00\n> 01\n< 90 00", "2"},            // two commands in a row
                                  Example{"> 00\n< 90 00\n< 90 00", "3"},         // two answers in a row
                                  Example{"< 90 00", "1"},                        // an answer to nothing
                                  Example{"! timeout", "1"},                      // a fault of nothing
                                  Example{"> 00\n! tired", "2"},                  // no such fault
                                  Example{"> 00\n!", "2"},                        // no fault
                                  Example{"> 00\n! Timeout", "2"},                //
                                  Example{"> 00\n< 9X 00", "2"},                  //
                                  Example{"> 00\n< 90 00\n\n> 01\n# end", "4"});  // no answer at all
    INFO(example.text);
    CHECK(wrong_line(example.text) == example.line);
}

TEST_CASE("another command than the recorded one is refused and complained about", "[apdu][recording]") {
    const auto played = replay("atr: 3B 00\n> 00 84 00 00 02\n< 01 02 90 00\n");
    const auto* const other = GENERATE("00 84 00 00 03", "00 84 00 00", "00 84 00 00 02 00", "");
    const auto answer = played->transmit(hex(other));
    REQUIRE_FALSE(answer);
    CHECK(answer.error().fault == Fault::malformed_card);
    CHECK(played->complaint() == "another command than in line 2 of the recording");
}

TEST_CASE("a complaint stays although the rest goes well", "[apdu][recording]") {
    const auto played = replay("> 00 84 00 00 02\n< 90 00\n");
    CHECK_FALSE(played->transmit(hex("0084000003")));
    CHECK(played->transmit(hex("0084000002")));
    CHECK(played->complaint() == "another command than in line 1 of the recording");
}

TEST_CASE("one command too many is refused and complained about", "[apdu][recording]") {
    const auto played = replay("> 00 84 00 00 02\n< 90 00\n");
    CHECK(played->transmit(hex("0084000002")));
    CHECK(played->complaint() == "");
    const auto answer = played->transmit(hex("0084000002"));
    REQUIRE_FALSE(answer);
    CHECK(answer.error().fault == Fault::malformed_card);
    CHECK(played->complaint() == "a command after the last line of the recording");
}

TEST_CASE("a line never reached is complained about", "[apdu][recording]") {
    const auto played = replay("> 00 84 00 00 02\n< 90 00\n\n> 00 B2 07 00 00\n< 6A 83\n");
    CHECK(played->complaint() == "line 1 of the recording was never reached");
    CHECK(played->transmit(hex("0084000002")));
    CHECK(played->complaint() == "line 4 of the recording was never reached");
}

TEST_CASE("every fault that a transport gives can be read back", "[apdu][recording]") {
    for (int number = 0; number <= static_cast<int>(Fault::interrupted); ++number) {
        ScriptedCard card;
        card.on("00", static_cast<Fault>(number));
        std::ostringstream out;
        Recorder recorder{card, out};
        static_cast<void>(recorder.transmit(hex("00")));
        INFO(out.str());
        CHECK_FALSE(replay(out.str())->transmit(hex("00")));
    }
    CHECK(fault_name(Fault::malformed_card) == "malformed_card");
}

TEST_CASE("an indented line is a line, not a remark", "[apdu][recording]") {
    const auto played = replay("  atr: 3B 00\n    > 00 84 00 00 02\n\t< 90 00\n");
    CHECK(played->atr() == hex("3B00"));
    CHECK(played->transmit(hex("0084000002")).value() == hex("9000"));
    CHECK(wrong_line("  hello") == "1");
}

TEST_CASE("bytes after two blanks are refused, not taken for a remark", "[apdu][recording]") {
    CHECK(wrong_line("> 00 84 00 00 02\n< 01 02  90 00") == "2");
    CHECK(wrong_line("> 00 84 00 00  02\n< 90 00") == "1");
    CHECK(wrong_line("atr: 3B 02  14 50") == "1");
    CHECK(wrong_line("> 00 84 00 00 02  # 90 00\n< 90 00").empty());
}

TEST_CASE("a head may be repeated, not contradicted", "[apdu][recording]") {
    const std::string conversation = "atr: 3B 00\nprotocol: T=1\n> 00\n< 90 00\n";
    CHECK(replay(conversation + conversation)->protocol() == Protocol::t1);
    CHECK(wrong_line(conversation + "atr: 3B 01 00\n") == "5");
    CHECK(wrong_line(conversation + "protocol: T=0\n") == "5");
    CHECK(wrong_line("> 00\n< 90 00\nprotocol: T=1\n") == "3");  // T=0 where nothing is said
    CHECK(wrong_line("> 00\n< 90 00\natr: 3B 00\n") == "3");
}

TEST_CASE("the sentences of a replay can be translated whole", "[apdu][recording]") {
    const auto played = replay("\n> 00 84 00 00 02\n< 90 00\n");
    const auto other = played->transmit(hex("0084000003"));
    REQUIRE_FALSE(other);
    CHECK(std::string{other.error().sentence} == "another command than in line {0} of the recording");
    CHECK(other.error().words == std::vector<std::string>{"2"});
    CHECK(played->transmit(hex("0084000002")));
    const auto late = played->transmit(hex("0084000002"));
    REQUIRE_FALSE(late);
    CHECK(std::string{late.error().sentence} == "a command after the last line of the recording");
    CHECK(late.error().words.empty());
}

TEST_CASE("a PIN is never written to a recording", "[apdu][recording][secret]") {
    const auto* const command =
        GENERATE("00 20 00 00 03 12 34 56", "04 20 00 00 03 12 34 56", "80 5E 01 00 03 12 34 56",
                 "84 24 00 01 03 12 34 56", "00 2C 00 00 03 12 34 56");
    ScriptedCard card;
    card.on(command, "90 00");
    std::ostringstream out;
    Recorder recorder{card, out};
    CHECK(recorder.transmit(hex(command)));
    CHECK(out.str().find("12 34") == std::string::npos);
    CHECK(out.str().find(std::string{command}.substr(0, 14) + " ** ** **\n") != std::string::npos);
}

TEST_CASE("a command with hidden bytes fits any bytes of the same number", "[apdu][recording]") {
    const auto played = replay("> 00 20 00 00 03 ** ** **\n< 90 00\n");
    CHECK_FALSE(played->transmit(hex("00200000041234567F")));
    CHECK_FALSE(played->transmit(hex("00200000031234")));
    CHECK_FALSE(played->transmit(hex("0020000003123456FF")));
    CHECK_FALSE(played->transmit(hex("0024000003123456")));
    CHECK(played->transmit(hex("0020000003654321")).value() == hex("9000"));
}

TEST_CASE("asking for the tries left hides nothing", "[apdu][recording]") {
    ScriptedCard card;
    card.on("00 20 00 00", "63 C3").on("00 20 00 00 00", "63 C3");
    std::ostringstream out;
    Recorder recorder{card, out};
    CHECK(recorder.transmit(hex("00200000")));
    CHECK(recorder.transmit(hex("0020000000")));
    CHECK(out.str().find("> 00 20 00 00\n") != std::string::npos);
    CHECK(out.str().find("> 00 20 00 00 00\n") != std::string::npos);
    CHECK(out.str().find('*') == std::string::npos);
}

TEST_CASE("only the end of a command can be hidden, never an answer", "[apdu][recording]") {
    CHECK(wrong_line("> 00 20 ** 00 03\n< 90 00") == "1");
    CHECK(wrong_line("> 00 20 *\n< 90 00") == "1");
    CHECK(wrong_line("> 00 20 ***\n< 90 00") == "1");
    CHECK(wrong_line("> 00 20 00 00\n< **") == "2");
    CHECK(wrong_line("atr: 3B **") == "1");
}

namespace {

std::string manual() {
    std::ifstream file{SSCARD_SOURCE_DIR "/docs/recording.md"};
    return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

TEST_CASE("the example of the manual is a recording", "[apdu][recording][docs]") {
    const auto text = manual();
    const std::string fence = "```\n";
    const auto begin = text.find(fence);
    REQUIRE(begin != std::string::npos);
    const auto end = text.find(fence, begin + fence.size());
    REQUIRE(end != std::string::npos);
    const auto played = replay(text.substr(begin + fence.size(), end - begin - fence.size()));
    CHECK(played->atr() == hex("3B6D000000814A444686605199 00000000"));
    CHECK(played->protocol() == Protocol::t0);
    CHECK(played->transmit(hex("00A404000F7378312E73682EC9E7BBE1B1A3D5CF")).value() == hex("611E"));
    CHECK(played->transmit(hex("00B207280B")).value() == hex("0709443231343335363958 9000"));
    CHECK(played->transmit(hex("0020000003123456")).value() == hex("63C2"));
    CHECK(played->transmit(hex("00B2083014")).error().fault == Fault::card_removed);
    CHECK(played->complaint() == "");
}

TEST_CASE("the manual lists the faults of a recording and no others", "[apdu][recording][docs]") {
    const auto text = manual();
    const auto faults = text.substr(text.find("## Faults"));
    std::size_t names = 0;
    for (int number = 0; number <= static_cast<int>(Fault::interrupted); ++number) {
        const auto name = fault_name(static_cast<Fault>(number));
        if (name.empty()) continue;
        ++names;
        INFO(name);
        CHECK(faults.find("| `" + std::string{name} + "` |") != std::string::npos);
    }
    std::size_t rows = 0;
    for (auto at = faults.find("\n| `"); at != std::string::npos; at = faults.find("\n| `", at + 1)) ++rows;
    CHECK(rows == names);
}

namespace {

/// Says nothing of what went on.
class Nobody final : public Redaction {
public:
    Bytes atr(ByteView) override { return hex("3B00"); }
    Bytes command(ByteView) override { return hex("00FE"); }
    Bytes answer(ByteView command, ByteView answer) override {
        commands.emplace_back(command.begin(), command.end());
        return Bytes(answer.size(), 0xAA);
    }

    std::vector<Bytes> commands;
};

}  // namespace

TEST_CASE("with a redaction nothing is written but what it says", "[apdu][recording][secret]") {
    ScriptedCard card;
    card.with_atr("3B 02 12 34")
        .on("00 88 00 00 02 12 34", "56 78 90 00")
        .on("00 20 00 00 02 12 34", "63 C2")
        .on("00 84 00 00", Fault::card_removed);
    std::ostringstream out;
    Nobody nobody;
    Recorder recorder{card, out, &nobody};
    CHECK(recorder.transmit(hex("00880000021234")).value() == hex("56789000"));
    CHECK(recorder.transmit(hex("00200000021234")));
    CHECK_FALSE(recorder.transmit(hex("00840000")));
    CHECK(out.str() ==
          "# sscard recording 1: redacted, the person in it is invented\n"
          "atr: 3B 00\n"
          "protocol: T=0\n"
          "> 00 FE ** ** ** ** **\n"
          "< AA AA AA AA\n"
          "> 00 FE ** ** ** ** **\n"
          "< AA AA\n"
          "> 00 FE ** **\n"
          "! card_removed\n");
    CHECK(nobody.commands == std::vector<Bytes>{hex("00880000021234"), hex("0020000002")});  // no PIN
    CHECK(recorder.atr() == hex("3B021234"));  // what is heard is the card's own
    CHECK(card.complaint() == "");
    CHECK(replay(out.str())->transmit(hex("00FE0000029999")).value() == hex("AAAAAAAA"));
}

TEST_CASE("a PIN in data objects, or that turns the asking for it off, is no less one",
          "[apdu][recording][secret]") {
    const auto* const command = GENERATE("00 21 00 00 03 12 34 56", "00 25 00 00 03 12 34 56",
                                         "00 26 00 00 03 12 34 56", "00 28 00 00 03 12 34 56");
    CHECK(shown_command(hex(command)) == std::string{command}.substr(0, 14) + " ** ** **");
}
