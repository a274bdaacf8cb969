#pragma once

#include <span>

#include "verb.hpp"

namespace sscard::tool {

/// Takes from the command line what it chose. False for one that asks for help or for the version, which are
/// printed. Fault::usage for one that does not fit; numbers and names in it are not repeated.
Result<bool> parse(std::span<char* const> arguments, Chosen& chosen);

}  // namespace sscard::tool
