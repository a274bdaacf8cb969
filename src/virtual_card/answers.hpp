#pragma once

#include <cstdint>
#include <sscard/apdu/response.hpp>

/// The status words that the virtual card gives (status words of the card's specification).
namespace sscard::virtual_card {

namespace sw {
inline constexpr std::uint16_t done = 0x9000;
inline constexpr std::uint16_t wrong_length = 0x6700;
inline constexpr std::uint16_t wrong_structure = 0x6981;
inline constexpr std::uint16_t locked = 0x6983;
inline constexpr std::uint16_t conditions = 0x6985;
inline constexpr std::uint16_t no_current_ef = 0x6986;
inline constexpr std::uint16_t wrong_data = 0x6A80;
inline constexpr std::uint16_t not_supported = 0x6A81;
inline constexpr std::uint16_t file_not_found = 0x6A82;
inline constexpr std::uint16_t record_not_found = 0x6A83;
inline constexpr std::uint16_t wrong_p1_p2 = 0x6A86;
inline constexpr std::uint16_t key_not_found = 0x6A88;
inline constexpr std::uint16_t beyond_the_end = 0x6B00;
inline constexpr std::uint16_t unknown_instruction = 0x6D00;
inline constexpr std::uint16_t wrong_class = 0x6E00;
inline constexpr std::uint16_t no_data = 0x6F00;

/// `size`, 1..256, in SW2: 256 is 00.
constexpr std::uint16_t with_size(std::uint16_t sw1, std::size_t size) noexcept {
    return static_cast<std::uint16_t>(sw1 | (size & 0xFFU));
}
constexpr std::uint16_t more_data(std::size_t size) noexcept { return with_size(0x6100, size); }
constexpr std::uint16_t wrong_le(std::size_t size) noexcept { return with_size(0x6C00, size); }
constexpr std::uint16_t tries_left(std::uint8_t tries) noexcept {
    return static_cast<std::uint16_t>(0x63C0U | tries);
}
}  // namespace sw

inline apdu::Response answer(std::uint16_t status) { return {{}, {status}}; }

}  // namespace sscard::virtual_card
