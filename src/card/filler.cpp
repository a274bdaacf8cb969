#include "filler.hpp"

#include <algorithm>

#include "decode.hpp"

namespace sscard::card {
namespace {

constexpr std::uint8_t no_character = 0x80;  // begins none in GB 18030
constexpr std::uint8_t unused = 0xFF;        // neither does this, and it pads

bool within(std::uint8_t byte, std::uint8_t low, std::uint8_t high) noexcept {
    return byte >= low && byte <= high;
}

bool is_lead(std::uint8_t byte) noexcept { return within(byte, 0x81, 0xFE); }

std::uint8_t filler_of(std::uint8_t byte) noexcept {
    if (within(byte, '0', '9')) return '0';
    if (within(byte, 'A', 'Z')) return 'A';
    if (within(byte, 'a', 'z')) return 'a';
    if (byte == ' ' || byte == unused) return byte;
    if (byte < ' ' || byte == 0x7F) return 0x01;  // a control character has no place in text
    return byte < 0x80 ? '-' : no_character;
}

bool is_text(ByteView value) { return decode_text(value).warning.empty(); }

/// Bytes of the Chinese character at the front, 2 or 4; 0 when there is none.
std::size_t character_size(ByteView text) {
    if (text.empty() || !is_lead(text.front())) return 0;
    for (const std::size_t size : {2U, 4U}) {
        if (text.size() >= size && is_text(text.first(size))) return size;
    }
    return 0;
}

std::uint8_t packed_filler(std::uint8_t digit) noexcept {
    if (digit <= 9) return 1;
    return digit < 0x0E ? 0x0A : digit;
}

}  // namespace

Span body_of(Span value, bool blanks) noexcept { return value.first(without_padding(value, blanks).size()); }

void fill_text(Span value, const Characters& characters) {
    auto rest = body_of(value);
    auto next = characters.first;
    while (!rest.empty()) {
        const auto size = character_size(rest);
        if (size == 0) {
            const bool cut = rest.size() == 1 && is_lead(rest.front());
            rest.front() = cut ? characters.others.front() : filler_of(rest.front());
            rest = rest.subspan(1);
            continue;
        }
        for (std::size_t at = 0; at < size; at += next.size(), next = characters.others)
            std::copy(next.begin(), next.end(), rest.begin() + static_cast<std::ptrdiff_t>(at));
        rest = rest.subspan(size);
    }
}

void fill_packed(Span value) noexcept {
    for (auto& byte : body_of(value, false)) {
        const auto high = packed_filler(byte >> 4U);
        byte = static_cast<std::uint8_t>(high << 4U | packed_filler(byte & 0x0FU));
    }
}

void fill_binary(Span value) noexcept {
    constexpr std::uint8_t nothing = 0x11;
    const auto body = body_of(value, false);
    std::fill(body.begin(), body.end(), nothing);
}

void fill(Span value) {
    const auto body = body_of(value, false);
    const bool digits = std::all_of(body.begin(), body.end(),
                                    [](auto byte) { return byte >> 4U <= 9 && (byte & 0x0FU) <= 9; });
    if (is_text(body)) {
        fill_text(value);
    } else if (digits) {
        fill_packed(value);
    } else {
        fill_binary(value);
    }
}

}  // namespace sscard::card
