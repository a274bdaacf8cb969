#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <sscard/bytes.hpp>
#include <string_view>

/// The commands that a reading never needs and a card may not forgive: they change it, spend something, lock
/// it, or count as a try of a PIN or key.
namespace sscard::card {

/// One line of the table: applies to every command whose header, seen through the mask, is the number.
struct Caution {
    std::string_view command;                  // "UPDATE BINARY"
    std::uint32_t number;                      // CLA INS P1 P2, the class as plain_class() gives it
    std::uint32_t mask;                        // bits of the header that count
    bool with_data;                            // without data it only asks
    const char* sentence;                      // msgid; {0} is the place of the command, {1} its name
    const char* cure;                          // msgid
    std::string_view source;                   // the text that describes it
    std::array<std::string_view, 2> examples;  // hexadecimal
};

std::span<const Caution> caution_table() noexcept;

/// The first entry that applies to the bytes of a command; nullptr when it may be sent without a second
/// thought.
const Caution* caution_about(ByteView command) noexcept;

/// The class without logical channel, secure messaging and chaining (ISO/IEC 7816-4:2020, 5.4.1): 00 for the
/// interindustry classes, B0 for those of the medical application, 80 for all others.
std::uint8_t plain_class(std::uint8_t cla) noexcept;

}  // namespace sscard::card
