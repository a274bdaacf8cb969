#pragma once

#include <string_view>
#include <vector>

#include "tree_builder.hpp"

/// The section of a card file that holds applications beside the social security one.
namespace sscard::virtual_card {

void add_applications(const Node& list, TreeBuilder& tree);

/// Keys of one application that no other section has.
std::vector<std::string_view> application_keys();

}  // namespace sscard::virtual_card
