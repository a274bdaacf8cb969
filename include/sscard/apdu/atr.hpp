#pragma once

#include <cstdint>
#include <optional>
#include <sscard/apdu/transport.hpp>
#include <sscard/bytes.hpp>
#include <sscard/error.hpp>
#include <vector>

namespace sscard::apdu {

/// Answer to reset (ISO/IEC 7816-3:2006, 8.2).
struct Atr {
    static constexpr std::size_t max_size = 33;  // TS and 32 more

    bool direct_convention = true;
    std::vector<Protocol> protocols;     // as indicated, T=0 when nothing is; others are left out
    std::optional<std::uint8_t> ta1;     // Fi and Di offered
    Bytes historical;                    // 0..15 bytes
    std::optional<bool> checksum_right;  // of TCK; nothing when there is none

    /// Fault::malformed_card when the bytes end early, are too many, or start with no known TS. A wrong TCK
    /// is no failure: the reader took the answer.
    static Result<Atr> parse(ByteView bytes);
};

/// Clock cycles a bit of time that TA1 offers (Fi / Di, ISO/IEC 7816-3:2006, tables 7 and 8); nothing for
/// reserved values. 372 without TA1.
std::optional<double> clocks_per_etu(std::optional<std::uint8_t> ta1) noexcept;

}  // namespace sscard::apdu
