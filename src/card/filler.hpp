#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <sscard/bytes.hpp>

/// Values that say nothing, in place of a person's: as long as they were, and of the same classes of
/// characters. Everything is replaced where it stands, so that no length can change.
namespace sscard::card {

using Span = std::span<std::uint8_t>;

/// Which characters stand for Chinese ones (two bytes of GB 18030 each).
struct Characters {
    std::array<std::uint8_t, 2> first;
    std::array<std::uint8_t, 2> others;
};

inline constexpr Characters somebody{{0xD5, 0xC5}, {0xC8, 0xFD}};   // 张三
inline constexpr Characters something{{0xC4, 0xB3}, {0xC4, 0xB3}};  // 某

/// The value without its padding, as without_padding().
Span body_of(Span value, bool blanks = true) noexcept;

/// `an`: digits become 0, letters A and a, Chinese characters those given; what is no text stays none.
void fill_text(Span value, const Characters& characters = something);

/// `cn`: decimal digits become 1, A to D become A; E and F fill and stay.
void fill_packed(Span value) noexcept;

/// Every byte the same, the padding at the end as it is.
void fill_binary(Span value) noexcept;

/// Whatever it may be: as text where it is text, as digits where it is digits, else as bytes.
void fill(Span value);

}  // namespace sscard::card
