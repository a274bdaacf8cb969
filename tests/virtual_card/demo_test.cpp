#include <sscard/apdu/atr.hpp>
#include <sscard/virtual_card/demo.hpp>

#include "cards.hpp"
#include "catch.hpp"

using namespace sscard;
using namespace sscard::virtual_card;

TEST_CASE("the built-in card is a full card of the second generation", "[virtual_card][demo]") {
    const auto summary = demo_card().summary();
    CHECK(summary.social_security);
    CHECK(summary.spec_version == "2.00");
    CHECK(summary.holder);
    CHECK_FALSE(summary.holder_protected);
    CHECK_FALSE(summary.mute);
    CHECK(summary.faults == 0);
}

TEST_CASE("the built-in card answers to reset with 13 historical bytes", "[virtual_card][demo]") {
    const auto atr = apdu::Atr::parse(demo_card().atr);
    REQUIRE(atr);
    CHECK(to_hex(atr->historical) == "0081544C968684310000000001");
    CHECK(atr->protocols == std::vector{apdu::Protocol::t0});
}

TEST_CASE("the built-in card file can be written out and read again", "[virtual_card][demo]") {
    CHECK(CardFile::parse(demo_card_json()));
}
