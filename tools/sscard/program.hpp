#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace sscard::tool {

/// How another program ended.
struct ProgramEnd {
    int exit = 0;
    std::string output{};  // the first 64 KiB of its standard output
};

/// Runs a program, by its path, with nothing on its standard input and its complaints thrown away. Nothing
/// when it cannot be started, is ended by a signal, or takes longer than `longest`: it is killed then.
std::optional<ProgramEnd> run_program(std::vector<std::string> command, std::chrono::milliseconds longest);

}  // namespace sscard::tool
