#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sscard::text {

/// Columns that the text takes on a terminal: 2 for a Chinese character, 0 for a combining mark.
/// The text is UTF-8.
std::size_t width(std::string_view utf8);

/// The text followed by blanks up to `columns`; longer text is left as it is.
std::string padded(std::string_view utf8, std::size_t columns);

}  // namespace sscard::text
