#include <sscard/text/width.hpp>

#include "catch.hpp"

using namespace sscard;

TEST_CASE("a Chinese character takes two columns, a Latin one takes one", "[text][width]") {
    CHECK(text::width("") == 0);
    CHECK(text::width("abc") == 3);
    CHECK(text::width("张三") == 4);
    CHECK(text::width("卡号 A") == 6);
    CHECK(text::width("𠮷") == 2);
}

TEST_CASE("padding counts columns, not bytes", "[text][width]") {
    CHECK(text::padded("姓名", 6) == "姓名  ");
    CHECK(text::padded("name", 6) == "name  ");
    CHECK(text::padded("too long", 3) == "too long");
}
