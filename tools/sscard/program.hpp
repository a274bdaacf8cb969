#pragma once

#include <chrono>
#include <optional>
#include <sscard/patience.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace sscard::tool {

/// How another program ended.
struct ProgramEnd {
    int exit = 0;
    std::string output{};  // the first 64 KiB of its standard output
};

/// Runs a program with nothing on its standard input and its complaints thrown away; a name without a slash
/// is looked for in PATH. Nothing when it cannot be started, is ended by a signal, or takes longer than
/// `longest`: it is killed then, with all that it has started.
std::optional<ProgramEnd> run_program(std::vector<std::string> command, std::chrono::milliseconds longest);

/// The same with up to 4096 bytes on its standard input; killed when the patience is over.
std::optional<ProgramEnd> run_program(std::vector<std::string> command, std::string_view input,
                                      const Patience& patience);

}  // namespace sscard::tool
