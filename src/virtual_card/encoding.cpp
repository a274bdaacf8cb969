#include "encoding.hpp"

#include <chrono>
#include <string>

namespace sscard::virtual_card {

std::optional<Bytes> padded_text(ByteView text, std::size_t size) {
    if (text.size() > size) return std::nullopt;
    Bytes value(text.begin(), text.end());
    value.resize(size, 0x00);
    return value;
}

std::optional<Bytes> packed(std::string_view digits, std::size_t size) {
    if (digits.size() > size * 2) return std::nullopt;
    Bytes value(size, 0xFF);
    for (std::size_t i = 0; i < digits.size(); ++i) {
        const auto digit = hex_digit(digits[i]);
        if (!digit) return std::nullopt;
        const std::uint32_t nibble = *digit;
        auto& byte = value[i / 2];
        byte = static_cast<std::uint8_t>(i % 2 == 0 ? (nibble << 4U) | 0x0FU : (byte & 0xF0U) | nibble);
    }
    return value;
}

std::optional<std::string> date_digits(std::string_view date) {
    if (date.size() != 10 || date[4] != '-' || date[7] != '-') return std::nullopt;
    const auto digits =
        std::string{date.substr(0, 4)} + std::string{date.substr(5, 2)} + std::string{date.substr(8, 2)};
    unsigned number = 0;
    for (const char digit : digits) {
        if (digit < '0' || digit > '9') return std::nullopt;
        number = number * 10 + static_cast<unsigned>(digit - '0');
    }
    const auto year = std::chrono::year{static_cast<int>(number / 10000)};
    const auto day = std::chrono::day{number % 100};
    if (!std::chrono::year_month_day{year, std::chrono::month{number / 100 % 100}, day}.ok())
        return std::nullopt;
    return digits;
}

Bytes record(std::uint8_t tag, ByteView value) {
    Bytes bytes{tag, static_cast<std::uint8_t>(value.size())};
    bytes.insert(bytes.end(), value.begin(), value.end());
    return bytes;
}

Bytes fci(ByteView name, ByteView proprietary) {
    auto inside = record(0x84, name);
    if (!proprietary.empty()) {
        const auto data = record(0xA5, proprietary);
        inside.insert(inside.end(), data.begin(), data.end());
    }
    return record(0x6F, inside);
}

}  // namespace sscard::virtual_card
