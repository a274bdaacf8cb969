#pragma once

#include <cstdint>
#include <optional>
#include <sscard/bytes.hpp>
#include <string_view>

namespace sscard::store {

/// Hashes of 256 bits.
enum class Hash : std::uint8_t { sha256, sm3 };

/// "sha256", "sm3".
std::string_view word(Hash hash) noexcept;
std::optional<Hash> hash_of(std::string_view word) noexcept;

/// The 32 bytes of the hash; nothing when this OpenSSL was built without it.
std::optional<Bytes> digest(Hash hash, ByteView bytes);

}  // namespace sscard::store
