#pragma once

#include <sscard/apdu/command.hpp>
#include <vector>

#include "promise.hpp"

namespace sscard::fuzz {

/// Whether these commands may be sent to a card that nobody has keys or a PIN for: not too many, SELECT, READ
/// BINARY, READ RECORD and GET RESPONSE alone, and the same one at most twice running unless it asks for what
/// comes next.
inline void harmless(const std::vector<Bytes>& commands, std::size_t limit) {
    constexpr std::uint8_t read_record = 0xB2;
    constexpr std::uint8_t next_with_tag = 0x02;  // low bits of P2
    constexpr std::uint8_t get_response = 0xC0;
    constexpr std::uint8_t allowed[] = {0xA4, 0xB0, read_record, get_response};
    PROMISE(commands.size() <= limit);
    for (std::size_t i = 0; i < commands.size(); ++i) {
        const auto command = apdu::Command::parse(commands[i]);
        PROMISE(command && !command->extended());
        PROMISE(std::find(std::begin(allowed), std::end(allowed), command->ins) != std::end(allowed));
        const bool third = i > 1 && commands[i] == commands[i - 1] && commands[i] == commands[i - 2];
        const bool next = command->ins == get_response ||
                          (command->ins == read_record && (command->p2 & 0x07U) == next_with_tag);
        PROMISE(!third || next);
    }
}

/// The faults that a reading may end in when the slot itself did not fail.
inline bool documented(Fault fault) noexcept {
    return fault == Fault::malformed_card || fault == Fault::not_social_security_card ||
           fault == Fault::card_blocked || fault == Fault::authentication_required;
}

}  // namespace sscard::fuzz
