#pragma once

#include <cstdint>
#include <optional>
#include <sscard/apdu/transport.hpp>
#include <sscard/error.hpp>

namespace sscard::card {

/// Cipher of the card's keys, as the FCI names it or the region implies it.
enum class Algorithm : std::uint8_t { triple_des, ssf33, sm4 };

/// The social security environment, selected.
struct Environment {
    /// The template of the FCI came without being asked for (T=1, or a driver that fetches it).
    bool fci_given = false;
    /// What the FCI names (9F0C, object 86); nothing when it names none or was not given.
    std::optional<Algorithm> algorithm;
    /// No environment of that name: the issuer data stands under the MF (early Shanghai cards).
    bool under_mf = false;
};

/// Selects the social security environment by its name, with the fall-backs for cards and drivers that want
/// it otherwise: Le given, the MF first, EF05 straight under the MF. Fails as the transport fails;
/// Fault::not_social_security_card when there is no such application, card_blocked when the card or the
/// application is locked.
Result<Environment> select_environment(apdu::Transport& card);

}  // namespace sscard::card
