#pragma once

#include <utf8proc.h>

#include <sscard/bytes.hpp>
#include <string_view>

namespace sscard::fuzz {

/// Well-formed UTF-8 without control characters: fit for a terminal and for JSON.
inline bool is_clean(std::string_view text) noexcept {
    auto rest = as_bytes(text);
    while (!rest.empty()) {
        utf8proc_int32_t point = 0;
        const auto used = utf8proc_iterate(rest.data(), static_cast<utf8proc_ssize_t>(rest.size()), &point);
        if (used <= 0 || utf8proc_category(point) == UTF8PROC_CATEGORY_CC) return false;
        rest = rest.subspan(static_cast<std::size_t>(used));
    }
    return true;
}

/// Upper-case hexadecimal of whole bytes.
inline bool is_hex(std::string_view text) noexcept {
    return text.size() % 2 == 0 && text.find_first_not_of("0123456789ABCDEF") == std::string_view::npos;
}

}  // namespace sscard::fuzz
