#include "plain.hpp"

#include <algorithm>
#include <array>
#include <sscard/bytes.hpp>
#include <sscard/text/gb18030.hpp>

namespace sscard::doctor {

std::string plain(std::string_view name) {
    constexpr std::size_t longest = 200;
    constexpr unsigned char first_printable = 0x20;
    constexpr unsigned char delete_character = 0x7F;
    const bool ascii_only = !text::is_utf8(name);
    std::string text;
    for (const auto c : name) {
        if (text.size() >= longest) break;
        const auto byte = static_cast<unsigned char>(c);
        const bool strange =
            byte < first_printable || byte == delete_character || (ascii_only && byte > delete_character);
        if (strange) {
            text += "\\x" + to_hex(std::array<std::uint8_t, 1>{byte});
        } else {
            text += c;
        }
    }
    return text;
}

}  // namespace sscard::doctor
