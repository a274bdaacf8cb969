#pragma once

#include <optional>
#include <sscard/apdu/transport.hpp>
#include <sscard/card/application.hpp>
#include <sscard/error.hpp>
#include <string>
#include <string_view>
#include <vector>

/// The account in the bank's application of the same chip (PBOC 3.0, JR/T 0025; EMV 4.3, book 3). It is
/// looked up as any terminal does before it asks for money, and no further: no cryptogram, no authentication,
/// no PIN.
namespace sscard::card {

struct BankAccount {
    std::optional<std::string> number;       // primary account number, decimal digits; nothing: none found
    std::vector<std::string_view> warnings;  // codes of docs/reading.md, each once
};

/// No look-up takes more transmissions than this, the way back included.
inline constexpr unsigned max_bank_exchanges = 40;

/// Reads the account number and selects the social security environment again, which was selected as
/// `environment` says. No bank application, none with an account, and a locked one are no failures. Fails as
/// the transport and return_to_environment() fail; Fault::malformed_card when the card's answers do not end.
Result<BankAccount> read_bank_account(apdu::Transport& card, const Environment& environment);

}  // namespace sscard::card
