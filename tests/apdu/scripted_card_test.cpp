#include "scripted_card.hpp"

#include "catch.hpp"

using namespace sscard;
using test::hex;
using test::ScriptedCard;

TEST_CASE("a scripted card that was asked everything in order has no complaint", "[support][scripted_card]") {
    ScriptedCard card;
    card.on("00 84 00 00 08", "01 02 90 00").on("00 B2 01 00 00", "6C 12");
    CHECK(card.transmit(hex("0084000008")).value() == hex("01029000"));
    CHECK(card.transmit(hex("00B2010000")).value() == hex("6C12"));
    CHECK(card.complaint().empty());
    CHECK(card.said() == 2);
}

TEST_CASE("a scripted card without lines that is never asked has no complaint", "[support][scripted_card]") {
    CHECK(ScriptedCard{}.complaint().empty());
}

TEST_CASE("a wrong command is a failure and stays one", "[support][scripted_card]") {
    ScriptedCard card;
    card.on("00 84 00 00 08", "90 00");
    const auto answer = card.transmit(hex("0084000004"));
    REQUIRE_FALSE(answer);
    CHECK(answer.error().fault == Fault::internal);
    CHECK(card.transmit(hex("0084000008")));
    CHECK(card.complaint() == "1. command is 0084000004, not 0084000008");
}

TEST_CASE("one command too many is a failure", "[support][scripted_card]") {
    ScriptedCard card;
    CHECK_FALSE(card.transmit(hex("0084000008")));
    CHECK(card.complaint() == "one command too many: 0084000008");
}

TEST_CASE("a line never reached is a failure", "[support][scripted_card]") {
    ScriptedCard card;
    card.on("00 84 00 00 08", "90 00").on("00 84 00 00 04", "90 00");
    CHECK(card.complaint() == "2 lines never reached, the first is 0084000008");
}

TEST_CASE("a fault on order comes with its raw code", "[support][scripted_card]") {
    ScriptedCard card;
    card.on("00 84 00 00 08", Fault::card_removed, 0x80100069);
    const auto answer = card.transmit(hex("0084000008"));
    REQUIRE_FALSE(answer);
    CHECK(answer.error().fault == Fault::card_removed);
    CHECK(answer.error().detail == 0x80100069);
    CHECK(card.complaint().empty());
}

TEST_CASE("a scripted card has the protocol and the answer to reset it was given",
          "[support][scripted_card]") {
    ScriptedCard card;
    CHECK(card.protocol() == apdu::Protocol::t0);
    CHECK(card.atr().empty());
    card.speaks(apdu::Protocol::t1).with_atr("3B 00");
    CHECK(card.protocol() == apdu::Protocol::t1);
    CHECK(card.atr() == hex("3B00"));
}

TEST_CASE("a script that is no hexadecimal does not run", "[support][scripted_card]") {
    ScriptedCard card;
    CHECK_THROWS_AS(card.on("00 8", "90 00"), std::invalid_argument);
}
