#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sscard::batch {

/// A card number as a number: its 9 characters 0-9 A-Z in base 36, less than 2^47; nothing for what has
/// another form.
constexpr std::optional<std::uint64_t> card_key(std::string_view card) noexcept {
    if (card.size() != 9) return std::nullopt;
    std::uint64_t number = 0;
    for (const auto c : card) {
        const bool digit = c >= '0' && c <= '9';
        if (!digit && (c < 'A' || c > 'Z')) return std::nullopt;
        number = number * 36 + static_cast<std::uint64_t>(digit ? c - '0' : c - 'A' + 10);
    }
    return number;
}

}  // namespace sscard::batch
