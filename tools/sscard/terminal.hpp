#pragma once

#include <sscard/error.hpp>
#include <string>
#include <string_view>

#include "settings.hpp"

namespace sscard::tool {

/// How wide the terminal behind this descriptor is; 80 where that cannot be told.
std::size_t columns_of_terminal(int descriptor);

/// As much of the text, UTF-8, as has room in so many columns.
std::string cut(std::string text, std::size_t columns);

/// Whoever the words come from, they command no terminal and begin no line of their own.
std::string in_one_line(std::string text);

/// A part of a long list, on standard output. Fault::internal when that takes no more.
Result<void> print(std::string_view text);

/// Whether words for people on standard output may be more than plain lines; and have colour.
bool is_terminal_for_people(const Settings& settings);
bool may_have_colour(const Settings& settings);

}  // namespace sscard::tool
