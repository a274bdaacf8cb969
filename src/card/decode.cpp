#include "decode.hpp"

#include <algorithm>
#include <sscard/card/checks.hpp>
#include <sscard/card/codes.hpp>
#include <sscard/text/gb18030.hpp>

#include "digits.hpp"

namespace sscard::card {
namespace {

constexpr std::size_t card_number_size = 9;
constexpr std::size_t id_number_size = 18;
constexpr std::size_t identification_number_size = 16;  // bytes, as those below
constexpr std::size_t body_size = 12;
constexpr std::size_t date_size = 4;

bool is_filler(ByteView value) noexcept {
    const auto all = [value](std::uint8_t filler) {
        return std::all_of(value.begin(), value.end(), [filler](auto byte) { return byte == filler; });
    };
    return all(0xFF) || all(0x00);
}

/// Packed BCD without its padding: {0x31, 0x0F} gives "310".
std::string digits_of(ByteView value) {
    auto digits = to_hex(value);
    digits.erase(digits.find_last_not_of('F') + 1);
    return digits;
}

/// The item itself, of a record that is longer than the specification has it and filled up.
ByteView as_specified(ByteView value, std::size_t size) noexcept {
    return value.size() > size && is_filler(value.subspan(size)) ? value.first(size) : value;
}

Decoded warned(std::string_view warning, ByteView value) { return {std::nullopt, warning, to_hex(value)}; }

/// One character or BCD byte of a code table; unknown codes are no value.
Decoded coded(std::span<const Code> table, std::string_view code, ByteView value, bool want_word) {
    const auto word = word_for(table, code);
    if (!word) return warned("code_unknown", value);
    return {std::string{want_word ? *word : code}, {}, {}};
}

/// A check character X that was typed in lower case when the card was made.
void capitalise_check(std::string& number, std::size_t size) {
    if (number.size() == size && number.back() == 'x') number.back() = 'X';
}

/// Control characters have no place in a name and could steer a terminal: C0 and DEL as single bytes, C1
/// (U+0080..U+009F) as characters of four bytes. Each comes out as U+FFFD.
Decoded decode_clean_text(ByteView text) {
    const auto is_c0 = [](std::uint8_t byte) { return byte < 0x20 || byte == 0x7F; };
    Bytes bytes{text.begin(), text.end()};
    std::replace_if(bytes.begin(), bytes.end(), is_c0, 0xFF);  // begins no character
    auto decoded = text::from_gb18030(bytes);

    constexpr char c1_lead = '\xC2';  // of U+0080..U+00BF in UTF-8
    constexpr char first_visible = '\xA0';
    auto& utf8 = decoded.utf8;
    for (auto at = utf8.find(c1_lead); at != std::string::npos; at = utf8.find(c1_lead, at + 1)) {
        if (utf8[at + 1] >= first_visible) continue;
        utf8.replace(at, 2, "\uFFFD");
        decoded.complete = false;
    }
    if (decoded.complete) return {std::move(utf8), {}, {}};
    return {std::move(utf8), "undecodable_text", to_hex(text)};
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
    return decode_clean_text(text);
}

Decoded decode_card_number(ByteView value) {
    const auto text = without_padding(value);
    if (text.empty()) return {};
    auto decoded = decode_clean_text(text.first(std::min(text.size(), card_number_size)));
    if (!decoded.warning.empty()) {
        decoded.raw = to_hex(text);
        return decoded;
    }
    capitalise_check(*decoded.value, card_number_size);
    if (text.size() > card_number_size) {
        decoded.warning = "card_number_length";
    } else if (!card_number_check_right(*decoded.value)) {
        decoded.warning = "card_number_check";
    }
    return decoded;
}

Decoded decode_id_number(ByteView value) {
    auto decoded = decode_text(value);
    if (decoded.value) capitalise_check(*decoded.value, id_number_size);
    return decoded;
}

Decoded decode_identification_number(ByteView value) {
    if (is_filler(value)) return {};
    auto digits = to_hex(as_specified(value, identification_number_size));
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
    return {to_hex(as_specified(value, body_size)), {}, {}};  // the last byte may be any
}

Decoded decode_date(ByteView value) {
    if (is_filler(value)) return {};
    const auto digits = to_hex(as_specified(value, date_size));
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
    return coded(ethnic_groups(), to_hex(as_specified(value, 1)), value, false);
}

Decoded decode_ethnic_group(ByteView value) {
    const auto word = word_for(ethnic_groups(), to_hex(as_specified(value, 1)));
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
