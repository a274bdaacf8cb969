#pragma once

#include <cstdint>
#include <memory>
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

/// The same of bytes that come in pieces.
class Digester {
public:
    explicit Digester(Hash hash);
    Digester(Digester&&) noexcept;
    Digester& operator=(Digester&&) noexcept;
    ~Digester();

    void add(ByteView bytes) noexcept;

    /// The 32 bytes of the hash of all that was added; nothing when this OpenSSL was built without it.
    std::optional<Bytes> finish();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace sscard::store
