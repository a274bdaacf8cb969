#pragma once

#include <cstdint>
#include <sscard/bytes.hpp>

/// What a virtual card keeps to itself. All of it is invented.
namespace sscard::virtual_card {

/// Counts down what went wrong in a row, `limit` to 0: locked then. A reset of the card does not help.
struct Tries {
    std::uint8_t limit = 3;  // 1..15
    std::uint8_t left = 3;   // 0..limit

    bool locked() const noexcept { return left == 0; }
    void wrong() noexcept { left = left > 0 ? static_cast<std::uint8_t>(left - 1) : std::uint8_t{0}; }
    void right() noexcept { left = limit; }
};

/// The holder's PIN.
struct Pin {
    Bytes value;  // 4 to 16 digits as VERIFY carries them: packed, padded with the digit F
    Tries tries{};
};

/// The cipher of the card's keys.
enum class Algorithm : std::uint8_t { triple_des, ssf33, sm4 };

/// The keys of the environment, made for this card from its ATR.
struct Authentication {
    bool genuine = true;  // the published test keys; false: others
    Tries tries{};        // of EXTERNAL AUTHENTICATE
};

}  // namespace sscard::virtual_card
