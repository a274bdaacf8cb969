#pragma once

#include <string_view>

#include "filler.hpp"

/// The holder's data in a bank's application (JR/T 0025, part 5, data elements).
namespace sscard::card {

/// Replaces the value of an object by an invented account's, or fills it.
void replace_bank_data(std::uint32_t tag, Span value, std::string_view today);

}  // namespace sscard::card
