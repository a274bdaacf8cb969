#pragma once

#include <filesystem>
#include <sscard/doctor/machine.hpp>

#include "verb.hpp"

namespace sscard::tool {

/// The machine whose files lie below `root`: nothing is asked that runs.
doctor::Machine machine_below(const std::filesystem::path& root, const Desk& desk);

/// The machine that this runs on: service, journal and authority are asked, and the card is read, each with a
/// deadline of its own.
doctor::Machine this_machine(const Desk& desk, const GivenOptions& options);

}  // namespace sscard::tool
