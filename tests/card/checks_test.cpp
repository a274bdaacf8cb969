#include <sscard/card/checks.hpp>

#include "catch.hpp"

using namespace sscard;

TEST_CASE("card numbers of the official text pass their check", "[card][checks]") {
    CHECK(card::card_number_check_right("D2143569X"));
    CHECK(card::card_number_check_right("ET000077X"));
    CHECK(card::card_number_check_right("X00000019"));
}

TEST_CASE("a card number with another check character, size or letter case fails", "[card][checks]") {
    for (const auto* number : {"D21435690", "D2143569", "D2143569XX", "d2143569X", "D2143569x", ""}) {
        CAPTURE(number);
        CHECK_FALSE(card::card_number_check_right(number));
    }
}

TEST_CASE("the check of a card number is 0 where the sum leaves nothing", "[card][checks]") {
    CHECK(card::card_number_check_right("000000000"));
}

TEST_CASE("a citizen's number is told by its form", "[card][checks]") {
    CHECK(card::looks_like_citizen_number("11010519491231002X"));
    CHECK(card::looks_like_citizen_number("440308199901101512"));
    CHECK_FALSE(card::looks_like_citizen_number("810000199408230021"));  // a resident of Hong Kong
    CHECK_FALSE(card::looks_like_citizen_number("911124198108030024"));  // a foreigner
    CHECK_FALSE(card::looks_like_citizen_number("11010519491231002x"));
    CHECK_FALSE(card::looks_like_citizen_number("1101051949123100"));
    CHECK_FALSE(card::looks_like_citizen_number("USA105194912310021"));
}

TEST_CASE("the check digit of a citizen's number", "[card][checks]") {
    CHECK(card::citizen_check_digit_right("11010519491231002X"));
    CHECK(card::citizen_check_digit_right("440308199901101512"));
    CHECK_FALSE(card::citizen_check_digit_right("110105194912310021"));
    CHECK_FALSE(card::citizen_check_digit_right("810000199408230021"));
}

TEST_CASE("birth date and sex stand in a citizen's number", "[card][checks]") {
    CHECK(card::citizen_birth_date("11010519491231002X") == "1949-12-31");
    CHECK(card::citizen_sex("11010519491231002X") == '2');
    CHECK(card::citizen_sex("440308199901101512") == '1');
    CHECK_FALSE(card::citizen_birth_date("110105194902300021").has_value());  // 30 February
    CHECK_FALSE(card::citizen_birth_date("810000199408230021").has_value());
    CHECK_FALSE(card::citizen_sex("810000199408230021").has_value());
}

TEST_CASE("an identification number has the application identifier in its middle", "[card][checks]") {
    CHECK(card::identification_number_well_formed("310000D15600000500000001FFFFFFFF"));
    CHECK_FALSE(card::identification_number_well_formed("310000D15600000600000001FFFFFFFF"));
    CHECK_FALSE(card::identification_number_well_formed("310000D15600000500000001FFFFFFF"));
    CHECK_FALSE(card::identification_number_well_formed("310000D15600000500000001FFFFFFFG"));
}

TEST_CASE("dates are days of the calendar", "[card][checks]") {
    CHECK(card::is_calendar_date("20240229"));
    CHECK_FALSE(card::is_calendar_date("20230229"));
    CHECK_FALSE(card::is_calendar_date("20241301"));
    CHECK_FALSE(card::is_calendar_date("00000000"));
    CHECK_FALSE(card::is_calendar_date("2024022"));
}

TEST_CASE("account numbers have 12 to 19 digits and a Luhn check digit", "[card][checks]") {
    for (const auto* right : {"6200001234567890128", "6200001234567892", "620000123450", "000000000000"})
        CHECK(card::account_number_right(right));
    for (const auto* wrong : {"6200001234567890129", "6200001234567890182", "6200001235", "",
                              "62000012345678901281", "62000012345678A2", "6200001234567892 "})
        CHECK_FALSE(card::account_number_right(wrong));
}
