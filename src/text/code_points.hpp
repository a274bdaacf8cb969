#pragma once

#include <utf8proc.h>

#include <sscard/bytes.hpp>
#include <string_view>

namespace sscard::text {

/// One character of a UTF-8 text and the bytes that it takes; a byte that begins none stands for itself.
struct CodePoint {
    utf8proc_int32_t value = 0;
    std::size_t size = 1;
};

inline CodePoint first_code_point(std::string_view text) noexcept {
    const auto bytes = as_bytes(text);
    CodePoint point;
    const auto used =
        utf8proc_iterate(bytes.data(), static_cast<utf8proc_ssize_t>(bytes.size()), &point.value);
    if (used <= 0) return {0xFFFD, 1};
    point.size = static_cast<std::size_t>(used);
    return point;
}

}  // namespace sscard::text
