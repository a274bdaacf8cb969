#include "decode.hpp"

#include <algorithm>
#include <sscard/card/checks.hpp>
#include <sscard/card/codes.hpp>
#include <sscard/text/gb18030.hpp>

namespace sscard::card {
namespace {

constexpr std::size_t card_number_size = 9;

bool is_filler(ByteView value) noexcept {
    const auto all = [value](std::uint8_t filler) {
        return std::all_of(value.begin(), value.end(), [filler](auto byte) { return byte == filler; });
    };
    return all(0xFF) || all(0x00);
}

bool is_decimal(std::string_view digits) noexcept {
    return std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Packed BCD without its padding: {0x31, 0x0F} gives "310".
std::string digits_of(ByteView value) {
    auto digits = to_hex(value);
    digits.erase(digits.find_last_not_of('F') + 1);
    return digits;
}

Decoded warned(std::string_view warning, ByteView value) { return {std::nullopt, warning, to_hex(value)}; }

/// One character or BCD byte of a code table; unknown codes are no value.
Decoded coded(std::span<const Code> table, std::string_view code, ByteView value, bool want_word) {
    const auto word = word_for(table, code);
    if (!word) return warned("code_unknown", value);
    return {std::string{want_word ? *word : code}, {}, {}};
}

/// Bytes below 20 have no place in a name and could steer a terminal.
Bytes without_controls(ByteView text, bool& clean) {
    Bytes bytes{text.begin(), text.end()};
    for (auto& byte : bytes) {
        if (byte >= 0x20 && byte != 0x7F) continue;
        byte = 0xFF;  // begins no character: comes out as U+FFFD
        clean = false;
    }
    return bytes;
}

}  // namespace

ByteView without_padding(ByteView value, bool blanks) noexcept {
    const auto is_padding = [blanks](std::uint8_t byte) {
        return byte == 0x00 || byte == 0xFF || (blanks && byte == 0x20);
    };
    while (!value.empty() && is_padding(value.back())) value = value.first(value.size() - 1);
    return value;
}

Decoded decode_text(ByteView value) {
    const auto text = without_padding(value);
    if (text.empty()) return {};
    bool clean = true;
    auto decoded = text::from_gb18030(without_controls(text, clean));
    if (clean && decoded.complete) return {std::move(decoded.utf8), {}, {}};
    return {std::move(decoded.utf8), "undecodable_text", to_hex(text)};
}

Decoded decode_card_number(ByteView value) {
    auto decoded = decode_text(value);
    if (!decoded.value || !decoded.warning.empty()) return decoded;
    if (decoded.value->size() > card_number_size) {
        decoded.value->resize(card_number_size);
        decoded.warning = "card_number_length";
    } else if (!card_number_check_right(*decoded.value)) {
        decoded.warning = "card_number_check";
    }
    return decoded;
}

Decoded decode_identification_number(ByteView value) {
    if (is_filler(value)) return {};
    auto digits = to_hex(value);
    const auto* warning = identification_number_well_formed(digits) ? "" : "identification_number_format";
    return {std::move(digits), warning, {}};
}

Decoded decode_region(ByteView value) {
    constexpr std::size_t region_size = 3;
    if (is_filler(value) || value.size() < region_size) return {};
    auto digits = to_hex(value.first(region_size));
    if (!is_decimal(digits)) return {};
    return {std::move(digits), {}, {}};
}

Decoded decode_class(ByteView value) {
    const auto text = without_padding(value);
    if (text.empty()) return {};
    return coded(card_classes(), std::string{text.begin(), text.end()}, value, false);
}

Decoded decode_body(ByteView value) {
    if (is_filler(value)) return {};
    return {to_hex(value), {}, {}};  // the last byte may be any
}

Decoded decode_date(ByteView value) {
    if (is_filler(value)) return {};
    const auto digits = to_hex(value);
    if (!is_calendar_date(digits)) return warned("date_invalid", value);
    return {digits.substr(0, 4) + "-" + digits.substr(4, 2) + "-" + digits.substr(6, 2), {}, {}};
}

Decoded decode_sex(ByteView value) {
    const auto text = without_padding(value);
    if (text.empty()) return {};
    return coded(sexes(), std::string{text.begin(), text.end()}, value, true);
}

Decoded decode_ethnic_group_code(ByteView value) {
    if (is_filler(value)) return {};
    return coded(ethnic_groups(), to_hex(value), value, false);
}

Decoded decode_ethnic_group(ByteView value) {
    const auto word = word_for(ethnic_groups(), to_hex(value));
    if (!word) return {};  // the code's own field says so
    return {std::string{*word}, {}, {}};
}

Decoded decode_place(ByteView value) {
    if (is_filler(value)) return {};
    auto digits = digits_of(value);
    if (digits.empty() || !is_decimal(digits)) return warned("code_unknown", value);
    return {std::move(digits), {}, {}};
}

}  // namespace sscard::card
