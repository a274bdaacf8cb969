#include <algorithm>
#include <array>
#include <sscard/text/encoding.hpp>

#include "code_points.hpp"

namespace sscard::text {

namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD in UTF-8

constexpr bool within(std::uint8_t byte, std::uint8_t low, std::uint8_t high) noexcept {
    return byte >= low && byte <= high;
}

bool is_ascii(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// First bytes of characters in well-formed UTF-8: how many follow, and the bounds of the next one (Unicode,
/// table 3-7).
struct Lead {
    std::uint8_t low;
    std::uint8_t high;
    std::uint8_t left;
    std::uint8_t next_low;
    std::uint8_t next_high;
};

constexpr std::array leads{
    Lead{0x00, 0x7F, 0, 0x80, 0xBF}, Lead{0xC2, 0xDF, 1, 0x80, 0xBF}, Lead{0xE0, 0xE0, 2, 0xA0, 0xBF},
    Lead{0xE1, 0xEC, 2, 0x80, 0xBF}, Lead{0xED, 0xED, 2, 0x80, 0x9F}, Lead{0xEE, 0xEF, 2, 0x80, 0xBF},
    Lead{0xF0, 0xF0, 3, 0x90, 0xBF}, Lead{0xF1, 0xF3, 3, 0x80, 0xBF}, Lead{0xF4, 0xF4, 3, 0x80, 0x8F},
};

Decoded from_utf8(std::string_view bytes) {
    Decoded result;
    while (!bytes.empty()) {
        const auto point = first_code_point(bytes);
        const bool broken = point.value == 0xFFFD && point.size == 1;
        result.utf8 += broken ? replacement : bytes.substr(0, point.size);
        result.complete = result.complete && !broken;
        bytes.remove_prefix(point.size);
    }
    return result;
}

/// For text in which not every character has a code.
std::string by_character(std::string_view utf8) {
    std::string out;
    while (!utf8.empty()) {
        const auto character = utf8.substr(0, first_code_point(utf8).size);
        utf8.remove_prefix(character.size());
        const auto bytes = to_gb18030(character).value_or(Bytes{'?'});
        out.append(bytes.begin(), bytes.end());
    }
    return out;
}

}  // namespace

void EncodingDetector::feed(ByteView bytes) noexcept {
    for (const auto byte : bytes) {
        if (size_ < byte_order_mark.size())
            marked_ = marked_ && byte == static_cast<std::uint8_t>(byte_order_mark[size_]);
        ++size_;
        if (byte < 0x80 && utf8_.left == 0 && gb18030_at_ == 0) continue;
        feed_utf8(byte);
        feed_gb18030(byte);
    }
}

void EncodingDetector::feed_utf8(std::uint8_t byte) noexcept {
    if (utf8_.left > 0) {
        if (within(byte, utf8_.low, utf8_.high)) {
            utf8_ = {static_cast<std::uint8_t>(utf8_.left - 1), 0x80, 0xBF};
            return;
        }
        ++utf8_mistakes_;
        utf8_.left = 0;
    }
    for (const auto& lead : leads) {
        if (!within(byte, lead.low, lead.high)) continue;
        utf8_ = {lead.left, lead.next_low, lead.next_high};
        return;
    }
    ++utf8_mistakes_;
}

void EncodingDetector::feed_gb18030(std::uint8_t byte) noexcept {
    const bool trail = within(byte, 0x40, 0x7E) || within(byte, 0x80, 0xFE);
    const bool digit = within(byte, 0x30, 0x39);
    const bool lead = within(byte, 0x81, 0xFE);
    const auto at = gb18030_at_;
    gb18030_at_ = 0;
    if ((at == 1 && trail) || (at == 3 && digit)) return;
    if ((at == 1 && digit) || (at == 2 && lead)) {
        gb18030_at_ = static_cast<std::uint8_t>(at + 1);
        return;
    }
    if (at > 0) ++gb18030_mistakes_;
    if (lead)
        gb18030_at_ = 1;
    else if (byte >= 0x80)
        ++gb18030_mistakes_;
}

Encoding EncodingDetector::found() const noexcept {
    if (marked_ && size_ >= byte_order_mark.size()) return Encoding::utf8_with_mark;
    const auto utf8_mistakes = utf8_mistakes_ + (utf8_.left > 0 ? 1 : 0);
    const auto gb18030_mistakes = gb18030_mistakes_ + (gb18030_at_ > 0 ? 1 : 0);
    return utf8_mistakes == 0 || utf8_mistakes < gb18030_mistakes ? Encoding::utf8 : Encoding::gb18030;
}

Decoded decoded(std::string_view bytes, Encoding encoding) {
    if (is_ascii(bytes)) return {std::string{bytes}};
    return encoding == Encoding::gb18030 ? from_gb18030(as_bytes(bytes)) : from_utf8(bytes);
}

std::string encoded(std::string_view utf8, Encoding encoding) {
    if (is_ascii(utf8)) return std::string{utf8};
    auto text = from_utf8(utf8).utf8;
    if (encoding != Encoding::gb18030) return text;
    if (const auto bytes = to_gb18030(text)) return {bytes->begin(), bytes->end()};
    return by_character(text);
}

}  // namespace sscard::text
