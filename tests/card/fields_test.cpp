#include <sscard/card/fields.hpp>

#include "catch.hpp"

using namespace sscard;

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
