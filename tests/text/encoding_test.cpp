#include <sscard/text/encoding.hpp>

#include "catch.hpp"

using namespace sscard;
using namespace std::string_literals;
using text::Encoding;
using text::EncodingDetector;

namespace {

Encoding found(std::string_view bytes) {
    EncodingDetector whole;
    whole.feed(as_bytes(bytes));
    EncodingDetector pieces;
    for (const auto byte : as_bytes(bytes)) pieces.feed({&byte, 1});
    CHECK(whole.found() == pieces.found());
    return whole.found();
}

std::string gb18030(std::string_view utf8) { return text::encoded(utf8, Encoding::gb18030); }

}  // namespace

TEST_CASE("what is well-formed UTF-8 is UTF-8", "[text][encoding]") {
    for (const auto& bytes : {""s, "abc"s, "\x7F\0"s, "张三"s, "é"s, "𠮷"s, "\uFFFD"s, "\xEF\xBF\xBF"s,
                              "\xF4\x8F\xBF\xBF"s, "\xED\x9F\xBF"s}) {
        REQUIRE(text::is_utf8(bytes));
        CHECK(found(bytes) == Encoding::utf8);
    }
}

TEST_CASE("the mark in front says UTF-8, whatever follows", "[text][encoding]") {
    CHECK(found("\xEF\xBB\xBF") == Encoding::utf8_with_mark);
    CHECK(found("\xEF\xBB\xBFid") == Encoding::utf8_with_mark);
    CHECK(found("\xEF\xBB\xBF" + gb18030("张三")) == Encoding::utf8_with_mark);
    CHECK(found("\xEF\xBB") == Encoding::gb18030);
    CHECK(found("a\xEF\xBB\xBF") == Encoding::utf8);
}

TEST_CASE("what is no UTF-8 is GB 18030, in characters of two bytes and of four", "[text][encoding]") {
    for (const std::string text : {"张三", "a张,三\n", "é张", "𠮷张", "\u0E01\u0E02"})
        CHECK(found(gb18030(text)) == Encoding::gb18030);
}

TEST_CASE("every byte that breaks UTF-8 is noticed", "[text][encoding]") {
    for (const auto& bytes :
         {"\x80"s, "\xC0\x80"s, "\xC1\xBF"s, "\xE0\x9F\xBF"s, "\xED\xA0\x80"s, "\xF0\x8F\xBF\xBF"s,
          "\xF4\x90\x80\x80"s, "\xF5\x80\x80\x80"s, "\xFF"s, "a\xE5\xBC"s, "\xE5\xBC!"s}) {
        REQUIRE_FALSE(text::is_utf8(bytes));
        CHECK(found(bytes) == Encoding::gb18030);
    }
}

TEST_CASE("one broken byte does not make another encoding of a file", "[text][encoding]") {
    std::string names;
    for (int i = 0; i < 10; ++i) names += "张三丰,欧阳修文,李四\n";
    CHECK(found(names + "\xE5\xBC\n") == Encoding::utf8);
    CHECK(found(gb18030(names) + "\xFF\n") == Encoding::gb18030);
}

TEST_CASE("text of a file is decoded and encoded, whole or not", "[text][encoding]") {
    for (const auto encoding : {Encoding::utf8, Encoding::utf8_with_mark, Encoding::gb18030}) {
        for (const std::string text : {"", "abc", "张三𠮷é", "\uFFFD"}) {
            const auto back = text::decoded(text::encoded(text, encoding), encoding);
            CHECK(back.complete);
            CHECK(back.utf8 == text);
        }
        const auto broken = text::decoded(
            "a\xFF"
            "b",
            encoding);
        CHECK_FALSE(broken.complete);
        CHECK(broken.utf8 == "a\uFFFDb");
        CHECK(text::encoded("a\xFF"
                            "b",
                            encoding) == text::encoded("a\uFFFDb", encoding));
    }
}

TEST_CASE("a character without a code takes nothing else with it", "[text][encoding]") {
    const auto bytes = gb18030("张\uE78D三");  // U+E78D lost its code in GB 18030-2022
    CHECK(bytes.starts_with(gb18030("张")));
    CHECK(bytes.ends_with(gb18030("三")));
}
