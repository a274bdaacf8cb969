#include "catch.hpp"
#include "issuer_records.hpp"

using namespace sscard;
using namespace sscard::card;
using test::ScriptedCard;

TEST_CASE("a file is read whole when that is less than its records one by one", "[card][records]") {
    ScriptedCard card;
    card.on("00B2012D40", whole + "9000");
    const auto content = read_everything(card);
    CHECK(value(content, 1) == identification.substr(4));
    CHECK(value(content, 7) == number_value);
    CHECK(content->complete);
    CHECK(card.complaint() == "");
}

TEST_CASE("records that the whole file lacks are not asked for", "[card][records]") {
    ScriptedCard card;
    const auto without_class = identification + version + rest + number;
    card.on("00B2012D40", "6C3D").on("00B2012D3D", without_class + "9000");
    card.on("00B2072C0B", "6A83");  // nothing follows
    Habits learned;
    const auto content = read_everything(card, {}, &learned);
    CHECK(value(content, 7) == number_value);
    CHECK(value(content, 2) == "none");
    CHECK(learned == Habits{});
    CHECK(card.complaint() == "");
}

TEST_CASE("a file cut off at the length asked for is completed record by record", "[card][records]") {
    ScriptedCard card;
    const auto longer = identification + "0203330000" + version + rest + number;
    card.on("00B2012D40", longer.substr(0, 128) + "9000").on("00B207280B", number + "9000");
    const auto content = read_everything(card);
    CHECK(value(content, 7) == number_value);
    CHECK(card.complaint() == "");
}

TEST_CASE("a file cut off between two records is completed too", "[card][records]") {
    const auto six = identification + card_class + version +
                     "04179156000002310000310100010000000000000000000000" + rest.substr(28);
    REQUIRE(six.size() == 2 * 64);
    ScriptedCard card;
    card.on("00B2012D40", six + "9000").on("00B2072C0B", number + "9000");
    CHECK(value(read_everything(card), 7) == number_value);
    CHECK(card.complaint() == "");
}

TEST_CASE("a card that gives as many records as an answer holds is asked for the others", "[card][records]") {
    ScriptedCard card;
    const auto three = identification + card_class + version;
    card.on("00B2012D40", "6C1B").on("00B2012D1B", three + "9000");
    SECTION("by number") { card.on("00B2042C0B", rest.substr(0, 28) + "9000"); }
    SECTION("by tag where numbers are refused") {
        card.on("00B2042C0B", "6A86").on("00A4020002EF05", "9000").on("00B204040B", "6A86");
        card.on("00B204000E", rest.substr(0, 28) + "9000");
    }
    Twisted others{card, [](ByteView command, apdu::Transport& inner) -> Result<Bytes> {
                       if (command[1] == 0xB2 && command[2] == 5)
                           return test::hex(rest.substr(28, 12) + "9000");
                       if (command[1] == 0xB2 && command[2] == 6) return test::hex(rest.substr(40) + "9000");
                       if (command[1] == 0xB2 && command[2] == 7) return test::hex(number + "9000");
                       return inner.transmit(command);
                   }};
    const auto content = read_everything(others);
    CHECK(value(content, 1) == identification.substr(4));
    CHECK(value(content, 4) == rest.substr(4, 24));
    CHECK(value(content, 7) == number_value);
    CHECK(card.complaint() == "");
}

TEST_CASE("a card that gives one record for the whole file is read record by record from then on",
          "[card][records]") {
    ScriptedCard card;
    card.on("00B2012D40", "6C12").on("00B2012D12", identification + "9000");
    card.on("00B2022803", card_class + "9000").on("00B2032806", version + "9000");
    card.on("00B204280E", rest.substr(0, 28) + "9000").on("00B2052806", rest.substr(28, 12) + "9000");
    card.on("00B2062806", rest.substr(40) + "9000").on("00B207280B", number + "9000");
    Habits learned;
    const auto content = read_everything(card, {}, &learned);
    CHECK(value(content, 1) == identification.substr(4));
    CHECK(value(content, 7) == number_value);
    CHECK(learned.refuses_whole_file);
    CHECK(card.complaint() == "");
}

TEST_CASE("a file of a single record teaches nothing about whole files", "[card][records]") {
    ScriptedCard card;
    card.on("00B2012D40", "6C0B").on("00B2012D0B", number + "9000");
    card.on("00B2012812", "6A83").on("00B2022803", "6A83").on("00B2012C12", "6C0B");
    card.on("00B2012C0B", number + "9000");
    for (const auto* place :
         {"00B2022C03", "00B2032C06", "00B2042C0E", "00B2052C06", "00B2062C06", "00B2072C0B", "00B2082C0B"})
        card.on(place, "6A83");
    for (const auto* tag : {"00B2032806", "00B204280E", "00B2052806", "00B2062806"}) card.on(tag, "6A83");
    Habits learned;
    CHECK(value(read_everything(card, {}, &learned), 7) == number_value);
    CHECK(learned == Habits{});
    CHECK(card.complaint() == "");
}

TEST_CASE("a file without records is there and empty, and teaches nothing", "[card][records]") {
    ScriptedCard card;
    for (int pass = 0; pass < 2; ++pass) {
        const std::string by_tag = pass == 0 ? "28" : "00";
        const std::string by_number = pass == 0 ? "2C" : "04";
        card.on(pass == 0 ? "00B2012D40" : "00B2010540", "6A83");
        card.on("00B201" + by_tag + "12", "6A83").on("00B202" + by_tag + "03", "6A83");
        card.on("00B201" + by_number + "12", "6A83");
        if (pass == 0) card.on("00A4020002EF05", "9000");
    }
    Habits learned;
    const auto content = read_everything(card, {}, &learned);
    REQUIRE(content);
    CHECK(content->state == FileContent::State::present);
    CHECK(content->records.empty());
    CHECK(learned == Habits{});
    CHECK(card.complaint() == "");
}
