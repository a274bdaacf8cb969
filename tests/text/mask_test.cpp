#include <sscard/text/mask.hpp>

#include "catch.hpp"

using namespace sscard;

TEST_CASE("a masked card number shows both ends", "[text][mask]") {
    CHECK(text::masked_card_number("D2143569X") == "D2****69X");
    CHECK(text::masked_card_number("D2143") == "*****");
    CHECK(text::masked_card_number("").empty());
}

TEST_CASE("an id number keeps its first six and last four characters", "[text][mask]") {
    CHECK(text::masked_id_number("11010519491231002X") == "110105********002X");
    CHECK(text::masked_id_number("110105194912") == "110105**4912");
}

TEST_CASE("a short number is masked whole", "[text][mask]") {
    CHECK(text::masked_id_number("1234567890") == "**********");
    CHECK(text::masked_id_number("").empty());
}

TEST_CASE("a number of other letters is masked by characters, never inside one", "[text][mask]") {
    CHECK(text::masked_id_number("张三张三") == "****");
    CHECK(text::masked_id_number("一二三四五六七八九十甲") == "一二三四五六*八九十甲");
}

TEST_CASE("an account keeps its first six and last four digits", "[text][mask]") {
    CHECK(text::masked_account("6200001234567890128") == "620000*********0128");
    CHECK(text::masked_account("620000123450") == "620000**3450");
    CHECK(text::masked_account("6200001235") == "**********");
}

TEST_CASE("a telephone number keeps its first three and last four digits", "[text][mask]") {
    CHECK(text::masked_phone("13800000000") == "138****0000");
    CHECK(text::masked_phone("6512345") == "*******");
}

TEST_CASE("a sentence that quotes somebody is masked there and nowhere else", "[text][mask]") {
    CHECK(text::masked_within("张三的卡: 张三", "张三", "张*") == "张*的卡: 张*");
    CHECK(text::masked_within("AA", "A", "AA") == "AAAA");
    CHECK(text::masked_within("李四的卡", "张三", "张*") == "李四的卡");
    CHECK(text::masked_within("李四的卡", "", "*") == "李四的卡");
}

TEST_CASE("a name keeps its first character", "[text][mask]") {
    CHECK(text::masked_name("张三") == "张*");
    CHECK(text::masked_name("欧阳小明") == "欧*");
    CHECK(text::masked_name("Smith") == "S*");
    CHECK(text::masked_name("张") == "*");
    CHECK(text::masked_name("").empty());
}
