#pragma once

#include <array>
#include <filesystem>
#include <string>

#include "pcsc_stand_in/world.hpp"

/// The cards of invented people that the schedules put into readers, and the authority that knows them all.
namespace sscard::schedules {

inline constexpr std::array card_files{"adult-2.00.json", "adult-1.00.json", "genuine-3.00.json"};

/// A new card as its file describes it.
pcsc_stand_in::Card card(const std::string& file);

/// "D2143569X"
std::string card_number(const std::string& file);

/// Sets the embedded authority up in a state directory; no card is active.
void issue_all_cards(const std::filesystem::path& state_dir);

/// The numbers of the cards whose social security half is active.
std::vector<std::string> active_cards(const std::filesystem::path& state_dir);

}  // namespace sscard::schedules
