#pragma once

#include <filesystem>
#include <fstream>
#include <sscard/error.hpp>
#include <sscard/patience.hpp>
#include <string>

namespace sscard::tool {

/// The whole file, `limit` bytes at most. Fault::input when it cannot be read or is longer.
Result<std::string> read_file(const std::filesystem::path& path, std::size_t limit);

/// All of the standard input, `limit` bytes at most. Fails as read_file(), and with Fault::interrupted on
/// Ctrl-C.
Result<std::string> read_standard_input(std::size_t limit, const StopFlag& stop);

/// A new file that only its owner can read, for personal data. Fault::usage when it cannot be written.
Result<std::ofstream> create_private_file(const std::filesystem::path& path);

/// The same, but only where no file of that name is.
Result<std::ofstream> create_new_private_file(const std::filesystem::path& path);

}  // namespace sscard::tool
