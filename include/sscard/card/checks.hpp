#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Checks of numbers that need no card and no authority. Each takes the text as it stands, upper case.
namespace sscard::card {

/// 8 characters 0-9 A-Z and a check character (LD/T 32, card number): weights 3 7 9 10 5 8 4 2, letters
/// A = 10 .. Z = 35, check = 11 - sum mod 11, 10 written X and 11 written 0.
bool card_number_check_right(std::string_view number) noexcept;

/// 32 hexadecimal digits with D156000005 as bytes 4 to 8 (LD/T 32, card identification code).
bool identification_number_well_formed(std::string_view digits) noexcept;

/// Whether the number has the form of a citizen's (GB 11643-1999): 17 digits and a digit or X, a region of
/// mainland China first. Foreigners and residents of Hong Kong, Macao and Taiwan bear numbers of other forms,
/// which have no check of ours.
bool looks_like_citizen_number(std::string_view number) noexcept;

/// ISO 7064 MOD 11-2. False for what does not have the form.
bool citizen_check_digit_right(std::string_view number) noexcept;

/// ISO 8601; nothing for what does not have the form or has no date of the calendar in it.
std::optional<std::string> citizen_birth_date(std::string_view number);

/// '1' male, '2' female (GB/T 2261.1); nothing for what does not have the form.
std::optional<char> citizen_sex(std::string_view number) noexcept;

/// Luhn's sum of digits (ISO/IEC 7812-1:2017, annex B), 0 for a right number.
unsigned luhn_sum(std::string_view digits) noexcept;

/// 12 to 19 digits, the last one of which is the Luhn check digit (ISO/IEC 7812-1).
bool account_number_right(std::string_view number) noexcept;

/// Whether 8 digits are a date of the Gregorian calendar from 1800 on.
bool is_calendar_date(std::string_view yyyymmdd) noexcept;

}  // namespace sscard::card
