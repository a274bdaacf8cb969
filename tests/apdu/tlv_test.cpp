#include <sscard/apdu/tlv.hpp>

#include "catch.hpp"
#include "scripted_card.hpp"

using namespace sscard;
using namespace sscard::apdu;
using test::hex;

namespace {

struct Object {
    std::uint32_t tag;
    Bytes value;

    bool operator==(const Object&) const = default;
};

/// All objects to the end, or the error that ends the walk. The walk is bounded by the bytes there are.
template <class Reader>
Result<std::vector<Object>> all(ByteView input) {
    std::vector<Object> objects;
    for (Reader reader{input}; !reader.at_end();) {
        const auto object = reader.next();
        if (!object) return tl::unexpected{object.error()};
        objects.push_back({object->tag, {object->value.begin(), object->value.end()}});
    }
    return objects;
}

/// The step of the error that the first object gives; empty when it is a good one.
template <class Reader>
std::string first_error(ByteView input) {
    Reader reader{input};
    const auto object = reader.next();
    if (object) return {};
    CHECK(object.error().fault == Fault::malformed_card);
    return object.error().step;
}

Bytes ber(std::uint32_t tag, const Bytes& value) {
    Bytes out;
    append_ber_tlv(out, tag, value);
    return out;
}

Bytes simple(std::uint8_t tag, const Bytes& value) {
    Bytes out;
    append_simple_tlv(out, tag, value);
    return out;
}

std::optional<Bytes> found(const Bytes& input, std::uint32_t tag) {
    const auto value = find_ber(input, tag);
    if (!value) return std::nullopt;
    return Bytes{value->begin(), value->end()};
}

}  // namespace

TEST_CASE("BER tags are one to three bytes", "[apdu][tlv]") {
    const auto objects = all<BerTlvReader>(hex("84 01 AA  9F0C 01 BB  DF8101 01 CC  5F2D 00"));
    REQUIRE(objects);
    CHECK((*objects ==
           std::vector<Object>{{0x84, hex("AA")}, {0x9F0C, hex("BB")}, {0xDF8101, hex("CC")}, {0x5F2D, {}}}));
}

TEST_CASE("a BER tag of four bytes is refused", "[apdu][tlv]") {
    CHECK(first_error<BerTlvReader>(hex("9F 81 82 03 01 AA")) == "tag");
}

TEST_CASE("BER lengths take up to four bytes after the first", "[apdu][tlv]") {
    for (const auto* const length : {"02", "81 02", "82 00 02", "83 00 00 02", "84 00 00 00 02"}) {
        auto bytes = hex("84");
        const auto middle = hex(length);
        bytes.insert(bytes.end(), middle.begin(), middle.end());
        bytes.insert(bytes.end(), {0xAA, 0xBB});
        INFO(length);
        const auto objects = all<BerTlvReader>(bytes);
        REQUIRE(objects);
        CHECK((*objects == std::vector<Object>{{0x84, hex("AABB")}}));
    }
}

TEST_CASE("indefinite and oversized BER lengths are refused", "[apdu][tlv]") {
    CHECK(first_error<BerTlvReader>(hex("6F 80 84 01 AA 00 00")) == "length");
    CHECK(first_error<BerTlvReader>(hex("84 85 00 00 00 00 01 AA")) == "length");
    CHECK(first_error<BerTlvReader>(hex("84 FF AA")) == "length");
}

TEST_CASE("a length that points past the end is an error, not a read", "[apdu][tlv]") {
    CHECK(first_error<BerTlvReader>(hex("84 02 AA")) == "value");
    CHECK(first_error<BerTlvReader>(hex("84 84 FF FF FF FF AA")) == "value");
    CHECK(first_error<SimpleTlvReader>(hex("01 02 AA")) == "value");
    CHECK(first_error<SimpleTlvReader>(hex("01 FF FF FF AA")) == "value");
}

TEST_CASE("padding before, between and after BER objects is skipped", "[apdu][tlv]") {
    const auto objects = all<BerTlvReader>(hex("00 FF 84 01 AA 00 00 85 01 BB FF FF 00"));
    REQUIRE(objects);
    CHECK((*objects == std::vector<Object>{{0x84, hex("AA")}, {0x85, hex("BB")}}));
}

TEST_CASE("padding alone and no bytes at all hold no BER object", "[apdu][tlv]") {
    for (const auto& bytes : {Bytes{}, hex("00 FF 00 FF")}) {
        BerTlvReader reader{bytes};
        CHECK(reader.at_end());
        CHECK(first_error<BerTlvReader>(bytes) == "tag");
    }
}

TEST_CASE("padding inside a BER value belongs to the value", "[apdu][tlv]") {
    const auto objects = all<BerTlvReader>(hex("84 03 00 AA FF"));
    REQUIRE(objects);
    CHECK((*objects == std::vector<Object>{{0x84, hex("00AAFF")}}));
}

TEST_CASE("every truncation of a good BER element is refused", "[apdu][tlv]") {
    const auto good = GENERATE(hex("84 02 AABB"), hex("9F0C 03 860103"), hex("DF8101 81 02 AABB"),
                               hex("84 82 0003 AABBCC"), hex("84 84 00000001 AA"));
    REQUIRE(all<BerTlvReader>(good));
    for (std::size_t size = 1; size < good.size(); ++size) {
        INFO(size);
        CHECK_FALSE(first_error<BerTlvReader>(ByteView{good}.first(size)).empty());
    }
}

TEST_CASE("a walk over any bytes ends", "[apdu][tlv]") {
    // Every pair of bytes before a few more; a reader that stood still after an error would hang here.
    for (unsigned pair = 0; pair <= 0xFFFF; ++pair) {
        const Bytes bytes{static_cast<std::uint8_t>(pair >> 8U), static_cast<std::uint8_t>(pair), 0x01, 0x02,
                          0x03};
        std::size_t steps = 0;
        for (BerTlvReader reader{bytes}; !reader.at_end(); ++steps) static_cast<void>(reader.next());
        for (SimpleTlvReader reader{bytes}; !reader.at_end(); ++steps) static_cast<void>(reader.next());
        if (steps > 2 * bytes.size()) FAIL(pair);
    }
    SUCCEED();
}

TEST_CASE("a BER object is found at the top and inside others", "[apdu][tlv]") {
    const auto fci = hex("6F 1C 84 0F 7378312E73682EC9E7BBE1B1A3D5CF A5 09 88 01 1E 9F0C 03 86 01 03");
    CHECK(found(fci, 0x84) == hex("7378312E73682EC9E7BBE1B1A3D5CF"));
    CHECK(found(fci, 0x88) == hex("1E"));
    CHECK(found(fci, 0x9F0C) == hex("860103"));
    CHECK(found(fci, 0xA5) == hex("88011E9F0C03860103"));
    CHECK(found(fci, 0x6F)->size() == 28);
}

TEST_CASE("a primitive BER value is not searched", "[apdu][tlv]") {
    CHECK_FALSE(found(hex("9F0C 03 86 01 03"), 0x86));
}

TEST_CASE("the first of several BER objects with the tag is found", "[apdu][tlv]") {
    CHECK(found(hex("A5 03 88 01 01 88 01 02"), 0x88) == hex("01"));
}

TEST_CASE("a BER object that is not there, or stands after nonsense, is not found", "[apdu][tlv]") {
    CHECK_FALSE(found({}, 0x84));
    CHECK_FALSE(found(hex("85 01 AA"), 0x84));
    CHECK_FALSE(found(hex("85 80 84 01 AA"), 0x84));
    CHECK_FALSE(found(hex("84 05 AA"), 0x84));
    CHECK(found(hex("84 01 AA 85 05 BB"), 0x84) == hex("AA"));
}

TEST_CASE("a BER object is looked for eight levels deep and no deeper", "[apdu][tlv]") {
    auto bytes = ber(0x84, hex("AA"));
    for (int level = 1; level < 8; ++level) bytes = ber(0x6F, bytes);
    CHECK(found(bytes, 0x84) == hex("AA"));
    CHECK_FALSE(found(ber(0x6F, bytes), 0x84));
}

TEST_CASE("constructed BER tags of two and three bytes are searched too", "[apdu][tlv]") {
    CHECK(found(ber(0xBF0C, ber(0x84, hex("AA"))), 0x84) == hex("AA"));
    CHECK(found(ber(0x7F8101, ber(0x84, hex("AA"))), 0x84) == hex("AA"));
    CHECK_FALSE(found(ber(0x9F2C, ber(0x84, hex("AA"))), 0x84));
    CHECK_FALSE(found(ber(0xDFA120, ber(0x84, hex("AA"))), 0x84));
}

TEST_CASE("BER objects are written with the shortest length that holds", "[apdu][tlv]") {
    struct Example {
        std::size_t size;
        Bytes length;
    };
    const auto example =
        GENERATE(Example{0, hex("00")}, Example{127, hex("7F")}, Example{128, hex("8180")},
                 Example{255, hex("81FF")}, Example{256, hex("820100")}, Example{65535, hex("82FFFF")});
    INFO(example.size);
    for (const auto tag : {0x84U, 0x9F0CU, 0xDF8101U}) {
        const Bytes value(example.size, 0x5A);
        const auto bytes = ber(tag, value);
        const auto tag_size = tag > 0xFFFF ? 3U : tag > 0xFF ? 2U : 1U;
        REQUIRE(bytes.size() == tag_size + example.length.size() + example.size);
        CHECK(std::equal(example.length.begin(), example.length.end(), bytes.begin() + tag_size));
        const auto objects = all<BerTlvReader>(bytes);
        REQUIRE(objects);
        CHECK((*objects == std::vector<Object>{{tag, value}}));
    }
}

TEST_CASE("the records of a card are read one after the other", "[apdu][tlv]") {
    const auto objects = all<SimpleTlvReader>(hex("03 04 332E3030 05 04 20180403 0B 01 FF"));
    REQUIRE(objects);
    CHECK((*objects ==
           std::vector<Object>{{0x03, hex("332E3030")}, {0x05, hex("20180403")}, {0x0B, hex("FF")}}));
}

TEST_CASE("simple tags 00 and FF are refused", "[apdu][tlv]") {
    CHECK(first_error<SimpleTlvReader>(hex("00 01 AA")) == "tag");
    CHECK(first_error<SimpleTlvReader>(hex("FF 01 AA")) == "tag");
    CHECK(first_error<SimpleTlvReader>(hex("FE 01 AA")).empty());
    CHECK(first_error<SimpleTlvReader>({}) == "tag");
}

TEST_CASE("a simple length of FF is followed by two bytes", "[apdu][tlv]") {
    const auto objects = all<SimpleTlvReader>(hex("01 FF 0002 AABB 02 FE"));
    CHECK_FALSE(objects);  // the second object is cut short
    CHECK((all<SimpleTlvReader>(hex("01 FF 0002 AABB")).value() == std::vector<Object>{{0x01, hex("AABB")}}));
}

TEST_CASE("simple objects are written and read back at every boundary of the length", "[apdu][tlv]") {
    struct Example {
        std::size_t size;
        Bytes length;
    };
    const auto example = GENERATE(Example{0, hex("00")}, Example{254, hex("FE")}, Example{255, hex("FF00FF")},
                                  Example{256, hex("FF0100")}, Example{65535, hex("FFFFFF")});
    INFO(example.size);
    const Bytes value(example.size, 0x5A);
    const auto bytes = simple(0x07, value);
    REQUIRE(bytes.size() == 1 + example.length.size() + example.size);
    CHECK(std::equal(example.length.begin(), example.length.end(), bytes.begin() + 1));
    CHECK((all<SimpleTlvReader>(bytes).value() == std::vector<Object>{{0x07, value}}));
}

TEST_CASE("every truncation of a good simple element is refused", "[apdu][tlv]") {
    const auto good =
        GENERATE(hex("03 04 332E3030"), hex("01 FF 0003 AABBCC"), simple(0x08, Bytes(300, 0x31)));
    REQUIRE(all<SimpleTlvReader>(good));
    for (std::size_t size = 1; size < good.size(); ++size) {
        INFO(size);
        CHECK_FALSE(first_error<SimpleTlvReader>(ByteView{good}.first(size)).empty());
    }
}

TEST_CASE("nonsense inside a BER object before the one looked for hides it", "[apdu][tlv]") {
    CHECK_FALSE(found(hex("A5 02 88 05 84 01 AA"), 0x84));
    CHECK_FALSE(found(hex("6F 07 A5 02 88 05 84 01 AA"), 0x84));
    CHECK(found(hex("84 01 AA A5 02 88 05"), 0x84) == hex("AA"));
}
