#pragma once

#include <algorithm>
#include <span>
#include <sscard/apdu/command.hpp>
#include <vector>

#include "promise.hpp"

namespace sscard::fuzz {

constexpr std::uint8_t read_record = 0xB2;
constexpr std::uint8_t get_response = 0xC0;
constexpr std::uint8_t get_challenge = 0x84;
constexpr std::uint8_t internal_authenticate = 0x88;
constexpr std::uint8_t external_authenticate = 0x82;

/// What may be sent to a card that nobody has keys or a PIN for.
constexpr std::uint8_t reading_alone[] = {0xA4, 0xB0, read_record, get_response};
/// What an issuer that answers for the card allows besides.
constexpr std::uint8_t reading_with_issuer[] = {
    0xA4, 0xB0, read_record, get_response, get_challenge, internal_authenticate, external_authenticate};

/// Whether these commands may be sent: not too many, none but the allowed instructions, one value for a key
/// at most, and the same command at most twice running unless it asks for what comes next.
inline void harmless(const std::vector<Bytes>& commands, std::size_t limit,
                     std::span<const std::uint8_t> allowed = reading_alone) {
    constexpr std::uint8_t next_with_tag = 0x02;  // low bits of P2
    PROMISE(commands.size() <= limit);
    unsigned values = 0;
    for (std::size_t i = 0; i < commands.size(); ++i) {
        const auto command = apdu::Command::parse(commands[i]);
        PROMISE(command && !command->extended());
        PROMISE(std::find(allowed.begin(), allowed.end(), command->ins) != allowed.end());
        if (command->ins == external_authenticate && !command->data.empty()) ++values;
        PROMISE(values <= 1);
        const bool third = i > 1 && commands[i] == commands[i - 1] && commands[i] == commands[i - 2];
        const bool next = command->ins == get_response || command->ins == get_challenge ||
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
