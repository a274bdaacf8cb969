#pragma once

#include <sscard/virtual_card/card_file.hpp>
#include <string_view>

namespace sscard::virtual_card {

/// The built-in card of an invented person, as a card file that users may start from.
std::string_view demo_card_json() noexcept;

/// The same, read.
CardFile demo_card();

}  // namespace sscard::virtual_card
