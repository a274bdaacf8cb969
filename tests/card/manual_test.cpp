#include <set>
#include <sscard/card/codes.hpp>
#include <sscard/card/fields.hpp>

#include "cards.hpp"
#include "catch.hpp"

using namespace sscard;
using namespace sscard::card;

namespace {

bool says(const std::string& manual, std::string_view word) {
    return manual.find("`" + std::string{word} + "`") != std::string::npos;
}

}  // namespace

TEST_CASE("the manual has every field", "[card][manual]") {
    const auto manual = text_of("docs/reading.md");
    for (const auto& entry : field_table()) {
        CAPTURE(entry.name());
        CHECK(says(manual, entry.name()));
    }
}

TEST_CASE("the manual has every warning, and no other", "[card][manual]") {
    const auto manual = text_of("docs/reading.md");
    std::set<std::string> codes{"birth_date_mismatch", "card_number_length", "expired", "id_number_check",
                                "sex_mismatch"};
    for (const auto& entry : field_table()) {
        for (const auto& example : entry.examples) {
            if (!example.warning.empty()) codes.emplace(example.warning);
        }
    }
    CHECK(codes.size() == 10);
    for (const auto& code : codes) {
        CAPTURE(code);
        CHECK(manual.find("\n| `" + code + "`") != std::string::npos);
    }
}

TEST_CASE("the manual has every code that becomes a word", "[card][manual]") {
    const auto manual = text_of("docs/reading.md");
    for (const auto table : {sexes(), card_classes()}) {
        for (const auto& entry : table) {
            CAPTURE(entry.code);
            CHECK(manual.find(std::string{entry.word}) != std::string::npos);
        }
    }
    CHECK(says(manual, "authentication_required"));
    CHECK(says(manual, "not_present"));
}
