#pragma once

#include <cstdint>
#include <sscard/bytes.hpp>
#include <sscard/error.hpp>
#include <sscard/patience.hpp>
#include <sscard/pcsc/context.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace sscard::pcsc {

/// Whom a slot is for.
enum class Role : std::uint8_t {
    user,         // the holder's card, by contacts
    contactless,  // the holder's card, by air
    sam,          // the reader's own security module (PSAM): never the holder's card
};

/// "user", "contactless", "sam".
std::string_view word(Role role) noexcept;

/// What the name says about the slot: the driver's attributes, which few drivers have, are asked for after
/// it.
Role role_of(std::string_view name);

/// One slot as the service lists it: a reader with several slots is several of them.
struct Slot {
    std::string name;  // bytes as the driver gave them, not always UTF-8
    Role role = Role::user;
    bool card_present = false;
    bool mute = false;          // the card gives no answer to reset
    bool exclusive = false;     // a program holds it for itself
    bool in_use = false;        // a program is connected to it
    Bytes atr{};                // 0..33 bytes
    std::uint16_t changes = 0;  // cards that came and went so far, as the service counts them

    bool operator==(const Slot&) const = default;
};

/// All slots, in the service's order; no readers is an empty list. The roles are what the driver says where
/// it says anything, else what the name says. Fails as the service fails.
Result<std::vector<Slot>> list(Context& context, const Patience& patience);

}  // namespace sscard::pcsc
