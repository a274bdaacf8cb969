#include <random>
#include <sscard/card/fields.hpp>
#include <sscard/text/gb18030.hpp>

#include "catch.hpp"

using namespace sscard;

namespace {

Bytes random_value(std::mt19937& random) {
    // Bytes that begin, go on with and end characters of one, two and four bytes, and what fits nowhere.
    static constexpr std::uint8_t alphabet[] = {0x00, 0x1B, 0x20, 0x30, 0x36, 0x38, 0x41, 0x58, 0x7F,
                                                0x80, 0x81, 0x83, 0x84, 0xA1, 0xC9, 0xE3, 0xFE, 0xFF};
    Bytes value(random() % 60);
    for (auto& byte : value)
        byte = random() % 4 == 0 ? static_cast<std::uint8_t>(random() & 0xFFU)
                                 : alphabet[random() % std::size(alphabet)];
    return value;
}

bool has_control(std::string_view utf8) {
    for (std::size_t i = 0; i < utf8.size(); ++i) {
        const auto byte = static_cast<std::uint8_t>(utf8[i]);
        if (byte < 0x20 || byte == 0x7F) return true;
        if (byte == 0xC2 && static_cast<std::uint8_t>(utf8[i + 1]) < 0xA0) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("every field decodes its own examples", "[card][fields]") {
    for (const auto& entry : card::field_table()) {
        CHECK_FALSE(entry.examples.empty());
        for (const auto& example : entry.examples) {
            CAPTURE(entry.name(), example.hex);
            const auto decoded = entry.decode(from_hex(example.hex).value());
            const std::optional<std::string> expected =
                example.value == nullptr ? std::nullopt : std::optional<std::string>{example.value};
            CHECK(decoded.value == expected);
            CHECK(decoded.warning == example.warning);
        }
    }
}

TEST_CASE("the table has every field in its place and under its own name", "[card][fields]") {
    CHECK(card::field_table().size() == card::field_count);
    for (std::size_t i = 0; i < card::field_count; ++i) {
        const auto& entry = card::field_table()[i];
        CHECK(card::index(entry.field) == i);
        CHECK(card::fields_named(entry.name()) == card::FieldSet{}.set(i));
    }
}

TEST_CASE("every field is made of records that its file has", "[card][fields]") {
    for (const auto& entry : card::field_table()) {
        for (const auto tag : entry.tags) {
            CAPTURE(entry.name(), static_cast<int>(tag));
            CHECK(card::find_item(card::file(entry.file), tag) != nullptr);
        }
    }
}

TEST_CASE("a section stands for all its fields", "[card][fields]") {
    CHECK(card::fields_named("card")->count() == 8);
    CHECK(card::fields_named("holder")->count() == 7);
    CHECK_FALSE(card::fields_named("holder.nickname").has_value());
    CHECK_FALSE(card::fields_named("").has_value());
}

TEST_CASE("whatever a record holds, its value is UTF-8 without control characters", "[card][fields]") {
    std::mt19937 random{20260101};
    for (int i = 0; i < 4'000; ++i) {
        const auto value = random_value(random);
        for (const auto& entry : card::field_table()) {
            const auto decoded = entry.decode(value);
            if (!decoded.value) continue;
            const bool good = text::is_utf8(*decoded.value) && !has_control(*decoded.value);
            if (!good || decoded.value->empty()) {
                CAPTURE(entry.name(), to_hex(value));
                FAIL("a value that must not be shown");
            }
        }
    }
}
