#pragma once

#include <span>
#include <sscard/virtual_card/behaviour.hpp>
#include <sscard/virtual_card/faults.hpp>
#include <string_view>
#include <vector>

#include "document.hpp"

/// The sections of a card file that say how the card behaves, and misbehaves.
namespace sscard::virtual_card {

Behaviour read_behaviour(const Node& section);
std::vector<PlannedFault> read_faults(const Node& section);

std::vector<std::string_view> behaviour_keys();
std::vector<std::string_view> fault_keys();

}  // namespace sscard::virtual_card
