#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <sscard/bytes.hpp>

/// How the issuer's keys become a card's, and what a card and the issuer's security module make of random
/// numbers with them (PBOC 2.0, part 5; V2.0, part 3). For test cards: keys of an issuer never come here.
namespace sscard::issuer_keys {

/// Ciphers of the card that are public; SSF33 is not.
enum class Cipher : std::uint8_t { triple_des, sm4 };

using Key = std::array<std::uint8_t, 16>;  // of 3DES the two halves, parity is not looked at
using Block = std::array<std::uint8_t, 8>;

/// A card's factor: the last 8 of the historical bytes of its ATR; nothing when there are fewer.
std::optional<Block> card_factor(ByteView historical_bytes) noexcept;

/// The key for the factor: E(factor || ~factor), of 3DES the two blocks one after the other.
Key diversified(Cipher cipher, const Key& master, const Block& factor);

/// The key of one authentication: the factor enciphered, filled up with 00 for SM4; of 3DES both halves are
/// the 8 bytes that come out.
Key session_key(Cipher cipher, const Key& key, const Block& factor);

/// The number enciphered. SM4 enciphers it with 8 bytes 00, and the halves of the result are added up (XOR).
Block authentication_value(Cipher cipher, const Key& session, const Block& raw);

}  // namespace sscard::issuer_keys
