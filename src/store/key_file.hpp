#pragma once

#include <cstdint>
#include <filesystem>
#include <sscard/secret.hpp>
#include <sscard/store/blame.hpp>

namespace sscard::store {

/// Bytes in a key file.
constexpr std::size_t key_size = 32;

/// Makes a key file of random bytes unless there is one. Whoever comes second keeps the first one's key.
Result<void> make_key_file(const std::filesystem::path& file, const Blame& blame);

/// Who may read a key file: its owner alone, or the service that it was handed out to, by its group.
enum class KeyFor : std::uint8_t { owner, service };

/// The key, if the file is a plain file that nobody else can read and has the right size.
Result<Secret> read_key_file(const std::filesystem::path& file, KeyFor reader, const Blame& blame);

}  // namespace sscard::store
