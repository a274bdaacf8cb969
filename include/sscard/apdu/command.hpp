#pragma once

#include <cstdint>
#include <optional>
#include <sscard/apdu/transport.hpp>
#include <sscard/bytes.hpp>
#include <sscard/error.hpp>

namespace sscard::apdu {

/// A command APDU (ISO/IEC 7816-4:2020, 5.1). Short form when data and Le allow it, extended otherwise.
struct Command {
    static constexpr std::size_t max_data = 65535;        // Nc of an extended command
    static constexpr std::uint32_t max_expected = 65536;  // Ne of an extended command

    std::uint8_t cla = 0;
    std::uint8_t ins = 0;
    std::uint8_t p1 = 0;
    std::uint8_t p2 = 0;
    Bytes data{};                             // Nc = 0..65535 bytes
    std::optional<std::uint32_t> expected{};  // Ne = 1..65536 bytes; nothing: no answer data asked for

    /// 1 (header alone) to 4 (data and expected length).
    int case_number() const noexcept;

    /// Whether the command needs extended length fields.
    bool extended() const noexcept;

    /// The bytes to transmit. Under T=0 a case 4 command goes without Le (ISO/IEC 7816-3:2006, 12.2.5) and
    /// there is no extended form: asking for one is Fault::internal, as are lengths beyond the limits.
    Result<Bytes> encode(Protocol protocol) const;

    /// Reads the bytes of a command in either form. Fault::usage when they are no command APDU.
    static Result<Command> parse(ByteView bytes);

    bool operator==(const Command&) const = default;
};

}  // namespace sscard::apdu
