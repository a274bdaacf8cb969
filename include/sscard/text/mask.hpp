#pragma once

#include <string>
#include <string_view>

/// The one place where personal data is masked for people's eyes.
namespace sscard::text {

/// The first 6 and the last 4 characters of an id number: "110105********002X". A value of 10 characters
/// or fewer is masked whole. The text is UTF-8.
std::string masked_id_number(std::string_view number);

/// The same of the number of a bank account: the bank and the last digits (ISO/IEC 7812-1),
/// "621700********1234".
std::string masked_account(std::string_view number);

/// The first 2 and the last 3 characters of a card number, for paper: "D2****69X".
std::string masked_card_number(std::string_view number);

/// The first 3 and the last 4 digits of a telephone number: "138****0000". One of 7 characters or fewer is
/// masked whole.
std::string masked_phone(std::string_view number);

/// The first character of a name, the rest one star: "张*". A name of one character is masked whole.
/// The text is UTF-8.
std::string masked_name(std::string_view name);

/// The text with `masked` wherever it quotes what is `personal`: for sentences of others.
std::string masked_within(std::string text, std::string_view personal, std::string_view masked);

}  // namespace sscard::text
