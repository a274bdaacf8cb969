#pragma once

#include <cstdint>
#include <sscard/bytes.hpp>
#include <sscard/error.hpp>

namespace sscard::apdu {

/// How the card is spoken to. Contactless cards (ISO/IEC 14443-4) take whole APDUs as T=1 does.
enum class Protocol : std::uint8_t { t0, t1 };

/// "T=0" or "T=1".
constexpr const char* name(Protocol protocol) noexcept { return protocol == Protocol::t0 ? "T=0" : "T=1"; }

/// The seam of the house: bytes in, bytes or an error out. Readers, virtual cards and replayed recordings
/// are transports; recording, logging and counting are transports around another one.
class Transport {
public:
    Transport() = default;
    Transport(const Transport&) = delete;
    Transport& operator=(const Transport&) = delete;
    virtual ~Transport() = default;

    /// Sends one command APDU and returns what came back, status word included (2 bytes or more on a
    /// card that keeps to the standard; callers check).
    /// Fails with the faults of the reader and the slot: card_removed, mute_card, service_down, timeout, ...
    virtual Result<Bytes> transmit(ByteView command) = 0;

    virtual Protocol protocol() const = 0;

    /// Answer to reset, 2..33 bytes; empty when the slot gave none.
    virtual Bytes atr() const = 0;
};

}  // namespace sscard::apdu
