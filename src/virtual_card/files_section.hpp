#pragma once

#include <string_view>
#include <vector>

#include "tree_builder.hpp"

/// The section of a card file that holds files as their bytes.
namespace sscard::virtual_card {

void add_files(const Node& section, TreeBuilder& tree);

/// One file, with its records or its bytes.
ElementaryFile raw_file(const Node& node, std::uint16_t id);

/// Keys of one file.
std::vector<std::string_view> raw_file_keys();

}  // namespace sscard::virtual_card
