#pragma once

#include <algorithm>
#include <string_view>

namespace sscard::card {

/// Whether all of them are 0 to 9; true of none.
inline bool is_decimal(std::string_view digits) noexcept {
    return std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace sscard::card
