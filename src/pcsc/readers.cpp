#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <sscard/pcsc/readers.hpp>
#include <utility>

#include "look.hpp"
#include "roles.hpp"

namespace sscard::pcsc {
namespace {

struct RoleWord {
    const char* pattern;  // of a whole word of the name, in capitals
    Role role;
};

/// The words by which drivers tell the slots of one reader apart. The first line that fits a name decides.
constexpr std::array role_words{
    RoleWord{"SAM", Role::sam},
    RoleWord{"SAM[0-9]", Role::sam},
    RoleWord{"SAMX", Role::sam},
    RoleWord{"PSAM", Role::sam},
    RoleWord{"PSAM[0-9]", Role::sam},
    RoleWord{"CL", Role::contactless},
    RoleWord{"[0-9]*CL", Role::contactless},  // "OMNIKEY 5422CL"
    RoleWord{"CONTACTLESS", Role::contactless},
    RoleWord{"PICC", Role::contactless},
    RoleWord{"NFC", Role::contactless},
    RoleWord{"RFID", Role::contactless},
};

bool is_alphanumeric(char c) noexcept {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// ASCII alone, whatever the locale: names are bytes.
char capital(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::vector<std::string> words_of(std::string_view name) {
    std::vector<std::string> words(1);
    for (const char c : name) {
        if (is_alphanumeric(c)) {
            words.back() += capital(c);
        } else if (!words.back().empty()) {
            words.emplace_back();
        }
    }
    return words;
}

Slot slot_of(const std::string& name, const SCARD_READERSTATE& state) {
    const auto has = [&state](DWORD flag) { return (state.dwEventState & flag) != 0; };
    Slot slot;
    slot.name = name;
    slot.role = role_of(name);
    slot.mute = has(SCARD_STATE_MUTE);
    slot.card_present = has(SCARD_STATE_PRESENT) || slot.mute;
    slot.exclusive = has(SCARD_STATE_EXCLUSIVE);
    slot.in_use = has(SCARD_STATE_INUSE);
    constexpr unsigned counter_shift = 16;  // pcsc-lite counts in the upper half
    slot.changes = static_cast<std::uint16_t>(state.dwEventState >> counter_shift);
    const auto size = std::min<std::size_t>(state.cbAtr, sizeof state.rgbAtr);
    slot.atr.assign(state.rgbAtr, state.rgbAtr + size);
    return slot;
}

}  // namespace

std::string_view word(Role role) noexcept {
    constexpr std::array words{"user", "contactless", "sam"};
    return words.at(static_cast<std::size_t>(role));
}

Role role_of(std::string_view name) {
    const auto words = words_of(name);
    for (const auto& [pattern, role] : role_words) {
        const auto fits = [pattern = pattern](const std::string& word) {
            return fnmatch(pattern, word.c_str(), 0) == 0;
        };
        if (std::any_of(words.begin(), words.end(), fits)) return role;
    }
    return Role::user;
}

std::vector<Slot> slots_of(const Look& look) {
    std::vector<Slot> slots;
    for (std::size_t i = 0; i < look.names.size(); ++i) {
        slots.push_back(slot_of(look.names[i], look.states[i]));
    }
    return slots;
}

Result<std::vector<Slot>> list(Context& context, const Patience& patience) {
    auto seen = look(*context.session(), patience);
    if (!seen) return tl::unexpected{std::move(seen.error())};
    auto slots = slots_of(**seen);
    ask_roles(context.session(), slots, patience);
    return slots;
}

}  // namespace sscard::pcsc
