#pragma once

#include <sscard/card/bank_account.hpp>

#include "cards.hpp"
#include "catch.hpp"

/// Conversations with the bank's application.
namespace sscard::card {

inline const std::string select_debit = "00A4040008A000000333010101";
inline const std::string select_some = "00A4040007A0000003330101";
inline const std::string select_pse = "00A404000E315041592E5359532E4444463031";
inline const std::string select_ppse = "00A404000E325041592E5359532E4444463031";
inline const std::string no_options = "80A80000028300";  // where the FCI names none

using Lines = std::vector<std::string>;
using Codes = std::vector<std::string_view>;

/// The two places where accounts usually stand, an invented one in both.
inline test::ScriptedCard& short_ways(test::ScriptedCard& card) {
    return card.on("00B2011400", "700C 5A0A 6200001234567890128F 9000")
        .on("00B2010C00", "7012 5710 6200001234567890128D 491222000000 9000");
}

/// A card that knows no application of a bank.
inline test::ScriptedCard& no_bank(test::ScriptedCard& card) {
    card.on(select_debit, "6A82").on(select_some, "6A82").on(select_pse, "6A82");
    for (const auto* last : {"02", "03", "06"})
        card.on("00A4040008A0000003330101" + std::string{last}, "6A82");
    return card.on(select_ppse, "6A82");
}

inline BankAccount account_of(apdu::Transport& card) {
    auto account = read_bank_account(card, {});
    REQUIRE(account);
    return *account;
}

}  // namespace sscard::card
