#include <sscard/card/kind.hpp>

#include "catch.hpp"
#include "scripted_card.hpp"

using namespace sscard;
using card::kind_of;
using test::hex;

TEST_CASE("cards of one make are one kind, whatever their region and serial number", "[card][kind]") {
    CHECK(kind_of(hex("3B6D00000081544C968684310000000001")) == "3B6D00000081544C968684");
    CHECK(kind_of(hex("3B6D00000081544C968684110099887766")) == "3B6D00000081544C968684");
    CHECK(kind_of(hex("3B6D00000081544C968660310000000001")) != "3B6D00000081544C968684");
}

TEST_CASE("by air the check byte is left out with the serial number", "[card][kind]") {
    CHECK(kind_of(hex("3B8D80010081544C9686843100000000011B")) == "3B8D80010081544C968684");
}

TEST_CASE("an answer to reset of another form is taken whole", "[card][kind]") {
    CHECK(kind_of(hex("3B6800000073C84013009000")) == "3B6800000073C84013009000");
    CHECK(kind_of(hex("FFFF")) == "FFFF");
    CHECK(kind_of({}).empty());
}
