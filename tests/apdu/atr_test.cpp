#include <sscard/apdu/atr.hpp>

#include <numeric>

#include "catch.hpp"
#include "scripted_card.hpp"

using namespace sscard;
using namespace sscard::apdu;
using test::hex;

namespace {

/// The bytes with the TCK that makes their sum from T0 on zero (ISO/IEC 7816-3:2006, 8.2.5).
Bytes with_tck(Bytes bytes) {
    bytes.push_back(std::accumulate(bytes.begin() + 1, bytes.end(), std::uint8_t{0}, [](auto sum, auto byte) {
        return static_cast<std::uint8_t>(sum ^ byte);
    }));
    return bytes;
}

bool refused(ByteView bytes) {
    const auto atr = Atr::parse(bytes);
    return !atr && atr.error().fault == Fault::malformed_card;
}

}  // namespace

TEST_CASE("the contact chip of a social security card speaks T=0 and has 13 historical bytes",
          "[apdu][atr]") {
    // Answers of cards of several makers, the serial's digits replaced by zeros.
    const auto* const historical =
        GENERATE("00 81 4A 44 46 86 60 51 99 00 00 00 00", "00 90 4A 30 01 86 60 33 11 00 00 00 00",
                 "00 8C 54 4C B3 86 84 41 16 00 00 00 00", "00 81 4E 43 23 86 97 15 99 00 00 00 00",
                 "00 81 48 42 42 86 53 51 19 00 00 00 00");
    INFO(historical);
    const auto atr = Atr::parse(hex(std::string{"3B 6D 00 00 "} + historical));
    REQUIRE(atr);
    CHECK(atr->direct_convention);
    CHECK(atr->protocols == std::vector{Protocol::t0});
    CHECK_FALSE(atr->ta1);
    CHECK(atr->historical == hex(historical));
    CHECK_FALSE(atr->checksum_right);
}

TEST_CASE("a contactless reader shows T=0, T=1 and a TCK", "[apdu][atr]") {
    const auto atr = Atr::parse(hex("3B 8D 80 01 00 81 54 4C 96 86 84 51 01 00 00 00 00 51"));
    REQUIRE(atr);
    CHECK(atr->protocols == std::vector{Protocol::t0, Protocol::t1});
    CHECK(atr->historical == hex("0081544C968684510100000000"));
    CHECK(atr->checksum_right == true);
}

TEST_CASE("a wrong TCK is told, not refused", "[apdu][atr]") {
    const auto atr = Atr::parse(hex("3B 8D 80 01 00 81 54 4C 96 86 84 51 01 00 00 00 00 52"));
    REQUIRE(atr);
    CHECK(atr->checksum_right == false);
    CHECK(atr->historical.size() == 13);
}

TEST_CASE("clock stop and class bytes after T=15 ask for a TCK but are no protocol", "[apdu][atr]") {
    const auto atr = Atr::parse(with_tck(hex("3B 9D 13 80 1F 03 00 81 4A 44 46 86 60 51 99 00 00 00 00")));
    REQUIRE(atr);
    CHECK(atr->protocols == std::vector{Protocol::t0});
    CHECK(atr->ta1 == 0x13);
    CHECK(atr->checksum_right == true);
}

TEST_CASE("only the TA of the first group is TA1", "[apdu][atr]") {
    const auto atr = Atr::parse(with_tck(hex("3B 80 81 31 20 45")));
    REQUIRE(atr);
    CHECK_FALSE(atr->ta1);
    CHECK(atr->protocols == std::vector{Protocol::t1});
}

TEST_CASE("a protocol indicated twice is listed once", "[apdu][atr]") {
    const auto atr = Atr::parse(with_tck(hex("3B 80 81 81 01")));
    REQUIRE(atr);
    CHECK(atr->protocols == std::vector{Protocol::t1});
}

TEST_CASE("the shortest answer to reset has no interface and no historical bytes", "[apdu][atr]") {
    const auto atr = Atr::parse(hex("3B 00"));
    REQUIRE(atr);
    CHECK(atr->protocols == std::vector{Protocol::t0});
    CHECK(atr->historical.empty());
    CHECK_FALSE(atr->checksum_right);
}

TEST_CASE("all interface bytes of a group are passed over", "[apdu][atr]") {
    const auto atr = Atr::parse(hex("3B F2 96 01 02 10 0A AA BB"));
    REQUIRE(atr);
    CHECK(atr->ta1 == 0x96);
    CHECK(atr->historical == hex("AABB"));
}

TEST_CASE("TS 3F is the inverse convention", "[apdu][atr]") {
    const auto atr = Atr::parse(hex("3F 65 25 08 33 04 6C 90 00"));
    REQUIRE(atr);
    CHECK_FALSE(atr->direct_convention);
    CHECK(atr->historical == hex("33046C9000"));
}

TEST_CASE("an unknown TS is refused", "[apdu][atr]") {
    CHECK(refused(hex("3A 00")));
    CHECK(refused(hex("03 00")));
    CHECK(refused(hex("00 00")));
}

TEST_CASE("every truncation of a good answer to reset is refused", "[apdu][atr]") {
    const auto good =
        GENERATE(hex("3B 6D 00 00 00 81 4A 44 46 86 60 51 99 00 00 00 00"),
                 hex("3B 8D 80 01 00 81 54 4C 96 86 84 51 01 00 00 00 00 51"),
                 with_tck(hex("3B FF 11 00 00 81 31 20 45 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F")));
    REQUIRE(Atr::parse(good));
    for (std::size_t size = 0; size < good.size(); ++size) {
        INFO(size);
        CHECK(refused(ByteView{good}.first(size)));
    }
}

TEST_CASE("bytes after the end of an answer to reset are refused", "[apdu][atr]") {
    CHECK(refused(hex("3B 00 00")));
    CHECK(refused(hex("3B 8D 80 01 00 81 54 4C 96 86 84 51 01 00 00 00 00 51 00")));
}

TEST_CASE("an answer to reset is 33 bytes at most", "[apdu][atr]") {
    // TS, T0, 15 interface bytes, 15 historical bytes, TCK; the second one has a TD more.
    auto longest = hex("3B FF 11 00 00 F1 01 02 03 F1 01 02 03 71 01 02 03");
    auto too_long = hex("3B FF 11 00 00 F1 01 02 03 F1 01 02 03 F1 01 02 03 01");
    for (auto* const bytes : {&longest, &too_long}) {
        bytes->insert(bytes->end(), 15, 0x5A);
        *bytes = with_tck(*bytes);
    }
    REQUIRE(longest.size() == Atr::max_size);
    const auto atr = Atr::parse(longest);
    REQUIRE(atr);
    CHECK(atr->historical.size() == 15);
    CHECK(refused(too_long));
}

TEST_CASE("TA1 tells how many clocks a bit takes", "[apdu][atr]") {
    struct Example {
        std::optional<std::uint8_t> ta1;
        double clocks;
    };
    const auto example = GENERATE(Example{std::nullopt, 372}, Example{0x11, 372}, Example{0x01, 372},
                                  Example{0x12, 186}, Example{0x13, 93}, Example{0x18, 31}, Example{0x38, 62},
                                  Example{0x94, 64}, Example{0x95, 32}, Example{0x96, 16}, Example{0x97, 8},
                                  Example{0xD1, 2048}, Example{0x69, 93});
    CHECK(clocks_per_etu(example.ta1) == example.clocks);
}

TEST_CASE("reserved values of TA1 tell nothing", "[apdu][atr]") {
    for (unsigned other = 0; other < 16; ++other) {
        for (const auto fi : {0x7U, 0x8U, 0xEU, 0xFU})
            CHECK_FALSE(clocks_per_etu(static_cast<std::uint8_t>(fi << 4U | other)));
        for (const auto di : {0x0U, 0xAU, 0xBU, 0xCU, 0xDU, 0xEU, 0xFU})
            CHECK_FALSE(clocks_per_etu(static_cast<std::uint8_t>(other << 4U | di)));
    }
}

TEST_CASE("a card that indicates another protocol alone does not speak T=0", "[apdu][atr]") {
    const auto atr = Atr::parse(with_tck(hex("3B 80 0E")));
    REQUIRE(atr);
    CHECK(atr->protocols.empty());
    // T=15 only announces global interface bytes: nothing is indicated.
    const auto global = Atr::parse(with_tck(hex("3B 80 1F 03")));
    REQUIRE(global);
    CHECK(global->protocols == std::vector{Protocol::t0});
}
