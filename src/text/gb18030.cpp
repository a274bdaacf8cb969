#include <iconv.h>
#include <utf8proc.h>

#include <array>
#include <sscard/text/gb18030.hpp>
#include <utility>

#include "code_points.hpp"
#include "gb18030_2022.hpp"

namespace sscard::text {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD in UTF-8

/// A conversion of the C library.
class Converter {
public:
    Converter(const char* to, const char* from) noexcept : handle_{iconv_open(to, from)} {}
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;
    ~Converter() {
        if (usable()) iconv_close(handle_);
    }
    bool usable() const noexcept {
        // NOLINTNEXTLINE(performance-no-int-to-ptr): POSIX names this value as the failure of iconv_open
        return handle_ != reinterpret_cast<iconv_t>(-1);
    }

    /// Appends one converted character. False when there is none to convert it to.
    bool convert(ByteView character, std::string& out) const {
        // iconv takes a pointer to non-const but does not write through it.
        auto* in = const_cast<char*>(reinterpret_cast<const char*>(character.data()));
        auto in_left = character.size();
        std::array<char, 16> converted{};
        auto* to = converted.data();
        auto to_left = converted.size();
        if (iconv(handle_, &in, &in_left, &to, &to_left) == static_cast<std::size_t>(-1)) {
            iconv(handle_, nullptr, nullptr, nullptr, nullptr);
            return false;
        }
        out.append(converted.data(), converted.size() - to_left);
        return true;
    }

private:
    iconv_t handle_;
};

/// Bytes of the character at the front: 1, 2 or 4 by the ranges of the standard; 0 when none can begin here.
std::size_t character_size(ByteView bytes) noexcept {
    const auto within = [&](std::size_t at, std::uint8_t low, std::uint8_t high) {
        return at < bytes.size() && bytes[at] >= low && bytes[at] <= high;
    };
    if (within(0, 0x00, 0x7F)) return 1;
    if (!within(0, 0x81, 0xFE)) return 0;
    if (within(1, 0x40, 0x7E) || within(1, 0x80, 0xFE)) return 2;
    return within(1, 0x30, 0x39) && within(2, 0x81, 0xFE) && within(3, 0x30, 0x39) ? 4 : 0;
}

std::string utf8_of(char32_t character) {
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto size = utf8proc_encode_char(static_cast<utf8proc_int32_t>(character), bytes.data());
    return {bytes.begin(), bytes.begin() + size};
}

/// One character in UTF-8; nothing when the C library does not know it.
std::optional<std::string> decode_character(const Converter& converter, ByteView character) {
    if (character.size() == 2) {
        const auto code = static_cast<std::uint16_t>(character[0] << 8U | character[1]);
        if (const auto moved = character_at(code)) return std::string{*moved};
    }
    if (character.size() == 4) {
        const auto code = static_cast<std::uint32_t>(character[0]) << 24U |
                          static_cast<std::uint32_t>(character[1]) << 16U |
                          static_cast<std::uint32_t>(character[2]) << 8U | character[3];
        if (const auto moved = character_of_2005_at(code)) return utf8_of(*moved);
    }
    std::string utf8;
    if (!converter.usable() || !converter.convert(character, utf8)) return std::nullopt;
    return utf8;
}

}  // namespace

Decoded from_gb18030(ByteView bytes) {
    const Converter converter{"UTF-8", "GB18030"};
    Decoded result;
    while (!bytes.empty()) {
        const auto size = character_size(bytes);
        if (auto character = decode_character(converter, bytes.first(size)); character && size > 0) {
            result.utf8 += *character;
            bytes = bytes.subspan(size);
        } else {
            result.utf8 += replacement;
            result.complete = false;
            bytes = bytes.subspan(1);
        }
    }
    return result;
}

std::optional<Bytes> to_gb18030(std::string_view utf8) {
    if (!is_utf8(utf8)) return std::nullopt;
    const Converter converter{"GB18030", "UTF-8"};
    std::string out;
    while (!utf8.empty()) {
        const auto character = utf8.substr(0, first_code_point(utf8).size);
        utf8.remove_prefix(character.size());
        if (const auto moved = position_of(character)) {
            out += static_cast<char>(*moved >> 8U);
            out += static_cast<char>(*moved & 0xFFU);
            continue;
        }
        if (!converter.usable() || !converter.convert(as_bytes(character), out)) return std::nullopt;
    }
    const auto bytes = as_bytes(out);
    return Bytes{bytes.begin(), bytes.end()};
}

bool is_utf8(std::string_view text) noexcept {
    auto rest = as_bytes(text);
    while (!rest.empty()) {
        utf8proc_int32_t code_point = 0;
        const auto used =
            utf8proc_iterate(rest.data(), static_cast<utf8proc_ssize_t>(rest.size()), &code_point);
        if (used <= 0) return false;
        rest = rest.subspan(static_cast<std::size_t>(used));
    }
    return true;
}

}  // namespace sscard::text
