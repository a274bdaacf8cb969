#include <sscard/text/gb18030.hpp>

#include "catch.hpp"

using namespace sscard;

namespace {

struct Known {
    const char* hex;
    const char* utf8;
};

// One, two and four byte forms.
constexpr Known known[] = {
    {"41", "A"}, {"D5C5C8FD", "张三"}, {"C9E7BBE1B1A3D5CF", "社会保障"}, {"A1A4", "·"}, {"9534B235", "𠮷"},
};

// Every position that the editions of 2005 and 2022 moved, and 䶮, which names hold.
constexpr Known moved[] = {
    {"A6D9", "\uFE10"}, {"A6DA", "\uFE12"}, {"A6DB", "\uFE11"}, {"A6DC", "\uFE13"}, {"A6DD", "\uFE14"},
    {"A6DE", "\uFE15"}, {"A6DF", "\uFE16"}, {"A6EC", "\uFE17"}, {"A6ED", "\uFE18"}, {"A6F3", "\uFE19"},
    {"FE51", "𠂇"},     {"FE52", "𠂉"},     {"FE53", "𠃌"},     {"FE59", "龴"},     {"FE61", "龵"},
    {"FE66", "龶"},     {"FE67", "龷"},     {"FE6C", "𡗗"},     {"FE6D", "龸"},     {"FE76", "𢦏"},
    {"FE7E", "龹"},     {"FE90", "龺"},     {"FE91", "𤇾"},     {"FE9F", "䶮"},     {"FEA0", "龻"},
};

}  // namespace

TEST_CASE("known characters decode and encode", "[text][gb18030]") {
    for (const auto& [hex, utf8] : known) {
        CAPTURE(hex);
        const auto decoded = text::from_gb18030(*from_hex(hex));
        CHECK(decoded.utf8 == utf8);
        CHECK(decoded.complete);
        CHECK(text::to_gb18030(utf8) == from_hex(hex));
    }
}

TEST_CASE("moved characters are those of the edition of 2022, whatever the C library has",
          "[text][gb18030]") {
    for (const auto& [hex, utf8] : moved) {
        CAPTURE(hex);
        CHECK(text::from_gb18030(*from_hex(hex)).utf8 == utf8);
        CHECK(text::to_gb18030(utf8) == from_hex(hex));
    }
}

TEST_CASE("what cards of 2005 hold in four bytes is the same character", "[text][gb18030]") {
    const auto [hex, utf8] = GENERATE(table<std::string, std::string>({
        {"82359037", "龴"},
        {"82359038", "龵"},
        {"82359039", "龶"},
        {"82359130", "龷"},
        {"82359131", "龸"},
        {"82359132", "龹"},
        {"82359133", "龺"},
        {"82359134", "龻"},
        {"84318236", "\uFE10"},
        {"84318239", "\uFE13"},
        {"84318330", "\uFE14"},
        {"84318335", "\uFE19"},
    }));
    CAPTURE(hex);
    const auto decoded = text::from_gb18030(*from_hex(hex));
    CHECK(decoded.utf8 == utf8);
    CHECK(decoded.complete);
}

TEST_CASE("a byte that begins no character is replaced and the rest is kept", "[text][gb18030]") {
    const auto decoded = text::from_gb18030(*from_hex("FFD5C5"));
    CHECK(decoded.utf8 == "\uFFFD张");
    CHECK_FALSE(decoded.complete);
}

TEST_CASE("a character cut at the end is replaced", "[text][gb18030]") {
    const auto decoded = text::from_gb18030(*from_hex("D5C5C8"));
    CHECK(decoded.utf8 == "张\uFFFD");
    CHECK_FALSE(decoded.complete);
}

TEST_CASE("long text stays whole", "[text][gb18030]") {
    Bytes bytes;
    std::string expected;
    for (int i = 0; i < 1000; ++i) {
        bytes.insert(bytes.end(), {0xD5, 0xC5});
        expected += "张";
    }
    CHECK(text::from_gb18030(bytes).utf8 == expected);
    CHECK(text::to_gb18030(expected) == bytes);
}

TEST_CASE("nothing decodes to nothing", "[text][gb18030]") {
    CHECK(text::from_gb18030({}).utf8.empty());
    CHECK(text::from_gb18030({}).complete);
}

TEST_CASE("text that is not UTF-8 is not encoded", "[text][gb18030]") {
    CHECK_FALSE(text::to_gb18030("\xD5\xC5").has_value());
    CHECK_FALSE(text::is_utf8("\xD5\xC5"));
    CHECK(text::is_utf8("张三"));
}
