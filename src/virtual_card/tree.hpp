#pragma once

#include <array>
#include <optional>
#include <sscard/virtual_card/card_file.hpp>
#include <string>
#include <string_view>

#include "document.hpp"

/// The file tree of a virtual card, from the sections of its file.
namespace sscard::virtual_card {

inline constexpr std::uint16_t master_id = 0x3F00;
inline constexpr std::uint16_t card_data_id = 0xEF05;
inline constexpr std::uint16_t holder_data_id = 0xEF06;

/// As card files write the algorithms, in the order of Algorithm.
inline constexpr std::array<std::string_view, 3> algorithm_words{"3des", "ssf33", "sm4"};

/// The master file with everything that the document puts below it.
DedicatedFile build_tree(const Node& document, const Behaviour& behaviour);

/// Where the files of card and holder are: the environment, or the master file, or nowhere.
const DedicatedFile* card_directory(const DedicatedFile& master) noexcept;

/// Characters of the specification version on the card; nothing when empty.
std::optional<std::string> spec_version(const DedicatedFile& directory);

}  // namespace sscard::virtual_card
