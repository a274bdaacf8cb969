#pragma once

#include <cstdint>
#include <optional>
#include <sscard/apdu/transport.hpp>
#include <sscard/error.hpp>
#include <string_view>

namespace sscard::card {

/// Cipher of the card's keys, as the FCI names it or the region implies it.
enum class Algorithm : std::uint8_t { triple_des, ssf33, sm4 };

/// The social security environment, selected.
struct Environment {
    /// The template of the FCI came without being asked for (T=1, or a driver that fetches it).
    bool fci_given = false;
    /// The FCI names a cipher (9F0C, object 86), be it one that we know or not.
    bool algorithm_named = false;
    /// The cipher that it names; nothing when it is unknown.
    std::optional<Algorithm> algorithm;
    /// No environment of that name: the issuer data stands under the MF (early Shanghai cards).
    bool under_mf = false;
    /// SELECT was taken only with Le.
    bool wants_select_le = false;
};

/// Selects the social security environment by its name, with the fall-backs for cards and drivers that want
/// it otherwise: Le given (at once with `with_le`), the MF first, EF05 straight under the MF. Fails as the
/// transport fails; Fault::not_social_security_card when there is no such application, with what the card
/// seems to be (stranger.hpp); card_blocked when the card or the application is locked.
Result<Environment> select_environment(apdu::Transport& card, bool with_le = false);

/// Selects the environment again to hear what it says of itself, where it did not say so before. Not for
/// cards without an environment. Fails as the transport fails.
Result<Environment> describe_environment(apdu::Transport& card, Environment environment);

/// The cipher of the keys: as the environment names it. Where it does not, Beijing's cards (`region` begins
/// the identification number, in digits) have SSF33 and all others DES (V2.0, part 5).
std::optional<Algorithm> algorithm_of(const Environment& environment, std::string_view region) noexcept;

/// Selects it again, the way it was found, after another application. Fails as select_environment() fails,
/// and with Fault::malformed_card when it is not there any more.
Result<void> return_to_environment(apdu::Transport& card, const Environment& environment);

}  // namespace sscard::card
