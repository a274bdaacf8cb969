#pragma once

#include <string>

#include "verb.hpp"

namespace sscard::tool {

/// Whether a person can be asked: scripts and pipes are not.
bool is_somebody_there(const Settings& settings);

/// Asks the person at the terminal. Fault::interrupted, with the cure, for any answer but yes.
Result<void> confirm(const std::string& question, const char* cure, const Desk& desk);

}  // namespace sscard::tool
