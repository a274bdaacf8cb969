#pragma once

#include <compare>
#include <cstdint>

namespace sscard::apdu {

/// What a status word means for whoever sent the command.
enum class StatusClass : std::uint8_t {
    success,       // 9000
    more_data,     // 61xx
    warning,       // 62xx, 63xx but for a counter
    tries_left,    // 63Cx
    wrong_le,      // 6Cxx
    wrong_length,  // 6700
    forbidden,     // a right is missing
    blocked,       // card, application or key locked
    not_found,     // file, record or key
    unsupported,   // instruction, class, function
    wrong_parameters,
    failure,  // memory, execution
    unknown,
};

/// SW1-SW2 (ISO/IEC 7816-4:2020, 5.6).
struct StatusWord {
    std::uint16_t value = 0;

    constexpr std::uint8_t sw1() const noexcept { return static_cast<std::uint8_t>(value >> 8U); }
    constexpr std::uint8_t sw2() const noexcept { return static_cast<std::uint8_t>(value & 0xFFU); }
    constexpr bool ok() const noexcept { return value == 0x9000; }
    /// SW2 as a number of bytes: 00 stands for 256.
    constexpr std::uint32_t length() const noexcept { return sw2() == 0 ? 256U : sw2(); }

    constexpr auto operator<=>(const StatusWord&) const = default;
};

/// One line of the status-word table: applies to every value with `value & mask == number`.
struct StatusEntry {
    std::uint16_t number;
    std::uint16_t mask;
    StatusClass kind;
    const char* sentence;  // msgid
};

/// The most exact entry of the table; the last one fits every value.
const StatusEntry& describe(StatusWord status) noexcept;

inline StatusClass classify(StatusWord status) noexcept { return describe(status).kind; }

}  // namespace sscard::apdu
