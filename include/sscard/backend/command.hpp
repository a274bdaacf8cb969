#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <sscard/activation/backend.hpp>
#include <string>
#include <vector>

namespace sscard::backend {

/// A program of the user's that answers the activation interface on its standard input and output.
struct CommandService {
    std::vector<std::string> program;          // a name of PATH, or a path with a slash; then its arguments
    std::filesystem::path folder;              // it runs in, and its path is relative to; empty: where we are
    std::chrono::milliseconds timeout{30000};  // of one question, all tries together
};

/// The activation interface, a line a question and a line an answer (docs/command-backend.md). Starts the
/// program, which is kept, and started again for the next question after it ended or was stopped. Any number
/// of threads may ask; one question is under way at a time. Fault::config when the program cannot be run.
/// Whoever destroys it waits until the program has ended: two seconds at most. The process ignores SIGPIPE.
Result<std::unique_ptr<activation::Backend>> open_command(const CommandService& service);

}  // namespace sscard::backend
