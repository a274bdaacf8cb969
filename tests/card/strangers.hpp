#pragma once

#include "cards.hpp"
#include "catch.hpp"

/// What a contact card (T=0) is asked, in this order, when it is none of ours.
namespace sscard::card {

inline const std::vector<std::string> probes{
    "00A4040008A000000333010101",
    "00A4040006D15600000590",
    "00A4040008A000000632010105",
    "00A4040009A00000000386980701",
    "00A404000E315041592E5359532E4444463031",
    "00A4040007A0000000871002",
    "00A4040007A0000000031010",
    "00A4040007A0000000041010",
    "00A4040009A00000030800001000",
    "00A40200020016",
};

/// The rest of the conversation with a card that nobody knows.
inline test::ScriptedCard& known_to_nobody(test::ScriptedCard& card) {
    for (const auto& probe : probes) card.on(probe, "6A82");
    return card;
}

/// The word for what the card seems to be.
inline std::string seems(const Error& error) {
    REQUIRE(error.fault == Fault::not_social_security_card);
    REQUIRE(error.words.size() == 1);
    return error.words.front();
}

}  // namespace sscard::card
