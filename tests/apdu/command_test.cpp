#include <sscard/apdu/command.hpp>

#include "catch.hpp"
#include "scripted_card.hpp"

using namespace sscard;
using namespace sscard::apdu;
using test::hex;

namespace {

struct Example {
    const char* what;
    Command command;
    int case_number;
    bool extended;
    Bytes bytes;  // under T=1
};

Bytes joined(Bytes head, const Bytes& middle, const Bytes& tail = {}) {
    head.insert(head.end(), middle.begin(), middle.end());
    head.insert(head.end(), tail.begin(), tail.end());
    return head;
}

Bytes filled(std::size_t size) { return Bytes(size, 0x5A); }

Command command(Bytes data, std::optional<std::uint32_t> expected) {
    return Command{0x00, 0xA4, 0x04, 0x0C, std::move(data), expected};
}

// clang-format off
const std::vector<Example>& examples() {
    static const std::vector<Example> all{
        {"case 1", command({}, {}), 1, false, hex("00A4040C")},
        {"case 2, 1 byte", command({}, 1), 2, false, hex("00A4040C 01")},
        {"case 2, 255 bytes", command({}, 255), 2, false, hex("00A4040C FF")},
        {"case 2, 256 bytes", command({}, 256), 2, false, hex("00A4040C 00")},
        {"case 2, 257 bytes", command({}, 257), 2, true, hex("00A4040C 00 0101")},
        {"case 2, 65535 bytes", command({}, 65535), 2, true, hex("00A4040C 00 FFFF")},
        {"case 2, 65536 bytes", command({}, 65536), 2, true, hex("00A4040C 00 0000")},
        {"case 3, 1 byte", command(filled(1), {}), 3, false, hex("00A4040C 01 5A")},
        {"case 3, 255 bytes", command(filled(255), {}), 3, false, joined(hex("00A4040C FF"), filled(255))},
        {"case 3, 256 bytes", command(filled(256), {}), 3, true, joined(hex("00A4040C 00 0100"), filled(256))},
        {"case 3, 65535 bytes", command(filled(65535), {}), 3, true, joined(hex("00A4040C 00 FFFF"), filled(65535))},
        {"case 4, 2 and 10 bytes", command(filled(2), 10), 4, false, hex("00A4040C 02 5A5A 0A")},
        {"case 4, 255 and 256 bytes", command(filled(255), 256), 4, false,
         joined(hex("00A4040C FF"), filled(255), hex("00"))},
        {"case 4, 1 and 257 bytes", command(filled(1), 257), 4, true, hex("00A4040C 00 0001 5A 0101")},
        {"case 4, 256 bytes and 1", command(filled(256), 1), 4, true,
         joined(hex("00A4040C 00 0100"), filled(256), hex("0001"))},
        {"case 4, 256 and 256 bytes", command(filled(256), 256), 4, true,
         joined(hex("00A4040C 00 0100"), filled(256), hex("0100"))},
        {"case 4, 65535 and 65536 bytes", command(filled(65535), 65536), 4, true,
         joined(hex("00A4040C 00 FFFF"), filled(65535), hex("0000"))},
    };
    return all;
}
// clang-format on

}  // namespace

TEST_CASE("every case, short and extended, is encoded as the standard has it", "[apdu][command]") {
    for (const auto& example : examples()) {
        INFO(example.what);
        CHECK(example.command.case_number() == example.case_number);
        CHECK(example.command.extended() == example.extended);
        const auto bytes = example.command.encode(Protocol::t1);
        REQUIRE(bytes);
        CHECK((*bytes == example.bytes));
    }
}

TEST_CASE("a command read from its bytes is the command they were made of", "[apdu][command]") {
    for (const auto& example : examples()) {
        INFO(example.what);
        const auto parsed = Command::parse(example.bytes);
        REQUIRE(parsed);
        CHECK((*parsed == example.command));
    }
}

TEST_CASE("T=0 sends case 4 without Le and everything else short as it is", "[apdu][command]") {
    for (const auto& example : examples()) {
        if (example.extended) continue;
        INFO(example.what);
        auto expected = example.bytes;
        if (example.case_number == 4) expected.pop_back();
        const auto bytes = example.command.encode(Protocol::t0);
        REQUIRE(bytes);
        CHECK((*bytes == expected));
    }
}

TEST_CASE("T=0 refuses extended lengths", "[apdu][command]") {
    for (const auto& example : examples()) {
        if (!example.extended) continue;
        INFO(example.what);
        const auto bytes = example.command.encode(Protocol::t0);
        REQUIRE_FALSE(bytes);
        CHECK(bytes.error().fault == Fault::internal);
    }
}

TEST_CASE("lengths beyond the limits are not encoded", "[apdu][command]") {
    for (const auto protocol : {Protocol::t0, Protocol::t1}) {
        for (const auto& beyond : {command(filled(65536), {}), command({}, 65537), command({}, 0)}) {
            const auto bytes = beyond.encode(protocol);
            REQUIRE_FALSE(bytes);
            CHECK(bytes.error().fault == Fault::internal);
        }
    }
}

TEST_CASE("short lengths in extended form are understood", "[apdu][command]") {
    CHECK((Command::parse(hex("00A4040C 00 0005")).value() == command({}, 5)));
    CHECK((Command::parse(hex("00A4040C 00 0002 5A5A")).value() == command(filled(2), {})));
    CHECK((Command::parse(hex("00A4040C 00 0002 5A5A 0005")).value() == command(filled(2), 5)));
}

TEST_CASE("bytes whose lengths do not add up are no command", "[apdu][command]") {
    const auto* const text = GENERATE("",                                // nothing
                                      "00", "00 A4", "00 A4 04",         // half a header
                                      "00A4040C 00 01",                  // Lc 00 in the short form
                                      "00A4040C 00 00",                  //
                                      "00A4040C 02 5A",                  // data end early
                                      "00A4040C FF 5A 00",               //
                                      "00A4040C 01 5A 00 00",            // one byte after Le
                                      "00A4040C 00 00 00 5A",            // extended Lc 0000
                                      "00A4040C 00 00 00 00 00",         //
                                      "00A4040C 00 00 02 5A",            // extended data end early
                                      "00A4040C 00 00 01 5A 00",         // half an extended Le
                                      "00A4040C 00 00 01 5A 00 00 00");  // one byte after it
    INFO(text);
    const auto parsed = Command::parse(hex(text));
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().fault == Fault::usage);
    CHECK(parsed.error().sentence != nullptr);
}
