#pragma once

#include <filesystem>
#include <sscard/store/blame.hpp>

/// Files that only their owner can read.
namespace sscard::store {

/// Makes the directory and whatever is missing above it, each of mode 0700. One that exists is left as it is.
Result<void> make_private_directory(const std::filesystem::path& directory, const Blame& blame);

/// Makes an empty file of mode 0600, durably. One that exists is left as it is.
Result<void> make_private_file(const std::filesystem::path& file, const Blame& blame);

/// Makes the name of a file in the directory durable.
Result<void> sync_directory(const std::filesystem::path& directory, const Blame& blame);

}  // namespace sscard::store
