#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace sscard::tool {

/// The known word that was probably meant: the one with the fewest letters wrong, when those are few.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> known);

}  // namespace sscard::tool
