#pragma once

#include "cards.hpp"
#include "catch.hpp"

/// Readings of the usual card with one thing changed.
namespace sscard::card {

inline Reading reading_of(virtual_card::CardFile file) {
    auto reading = read_all(std::move(file));
    REQUIRE(reading);
    return *reading;
}

inline Reading reading_with(const std::string& members) { return reading_of(card_with(members)); }

inline std::string replaced(std::string text, const std::string& what, const std::string& by) {
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), by);
}

inline Reading with_card(const std::string& what, const std::string& by) {
    return reading_with(replaced(usual_card, what, by) + ", " + usual_holder);
}

inline Reading with_holder(const std::string& what, const std::string& by) {
    return reading_with(usual_card + ", " + replaced(usual_holder, what, by));
}

}  // namespace sscard::card
