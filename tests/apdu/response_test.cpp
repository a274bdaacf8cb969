#include <sscard/apdu/response.hpp>

#include "catch.hpp"
#include "scripted_card.hpp"

using namespace sscard;
using namespace sscard::apdu;
using test::hex;

TEST_CASE("the last two bytes of a response are its status word", "[apdu][response]") {
    const auto response = Response::parse(hex("03 04 33 2E 30 30 90 00"));
    REQUIRE(response);
    CHECK(response->data == hex("0304332E3030"));
    CHECK(response->status.value == 0x9000);
    CHECK(response->ok());
}

TEST_CASE("a status word alone is a response without data", "[apdu][response]") {
    const auto response = Response::parse(hex("6A 82"));
    REQUIRE(response);
    CHECK(response->data.empty());
    CHECK(response->status.sw1() == 0x6A);
    CHECK(response->status.sw2() == 0x82);
    CHECK_FALSE(response->ok());
}

TEST_CASE("fewer than two bytes are no response", "[apdu][response]") {
    for (const auto& bytes : {Bytes{}, hex("90")}) {
        const auto response = Response::parse(bytes);
        REQUIRE_FALSE(response);
        CHECK(response.error().fault == Fault::malformed_card);
    }
}

TEST_CASE("a response holds 65536 bytes of data and not one more", "[apdu][response]") {
    const auto longest = Response::parse(Bytes(65538, 0x90));
    REQUIRE(longest);
    CHECK(longest->data.size() == 65536);
    const auto too_long = Response::parse(Bytes(65539, 0x90));
    REQUIRE_FALSE(too_long);
    CHECK(too_long.error().fault == Fault::malformed_card);
}
