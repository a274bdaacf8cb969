#pragma once

#include <sscard/virtual_card/security.hpp>
#include <string_view>
#include <vector>

#include "tree_builder.hpp"

/// The sections of a card file that say who may read what, and what the card checks.
namespace sscard::virtual_card {

/// Files of the list are never read.
void protect_files(const Node& list, TreeBuilder& tree);

/// {"holder": "RKSSSE", "DF01/EF05": "pin"}: files that are read after that.
void give_rights(const Node& section, TreeBuilder& tree);

Pin read_pin(const Node& section);
Authentication read_authentication(const Node& section);

std::vector<std::string_view> security_keys();

}  // namespace sscard::virtual_card
