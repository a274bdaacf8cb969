#pragma once

#include <span>
#include <sscard/error.hpp>

#include "cli_fwd.hpp"

namespace sscard::tool {

/// Fault::usage for a command line that does not fit `app`: which word, and what was probably meant. Words
/// that may be personal (whatever is not made of lower-case letters and dashes) are never repeated.
Error wrong_command_line(const CLI::App& app, const CLI::ParseError& wrong, std::span<char* const> arguments);

}  // namespace sscard::tool
