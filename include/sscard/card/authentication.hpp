#pragma once

#include <cstdint>
#include <optional>
#include <sscard/apdu/transport.hpp>
#include <sscard/card/authenticator.hpp>
#include <sscard/error.hpp>

/// Mutual authentication of card and issuer (V2.0, part 3), with the challenges answered elsewhere.
namespace sscard::card {

/// What became of the key 0A that opens the holder's file.
enum class ReaderKey : std::uint8_t {
    not_tried,      // nothing asked for it, or nobody had a value for this card
    accepted,       // the card lets itself be read until it is reset or left
    refused,        // the value was wrong: the card counted one try, there is no second one
    too_few_tries,  // locked, or so near to it that no try is made
};

struct Authentication {
    /// Whether the card showed with its key that it is genuine; nothing when that was not checked.
    std::optional<bool> genuine;
    ReaderKey reader_key = ReaderKey::not_tried;
};

/// The card whose challenges are answered: what diversifies its keys, and their cipher.
struct CardKeys {
    Bytes identification_number;  // 16 bytes
    Algorithm algorithm = Algorithm::triple_des;
    bool named = true;  // by the card itself; else it is the usual one, and proves nothing against the card
};

/// INTERNAL AUTHENTICATE, and with `open_holder` EXTERNAL AUTHENTICATE with key 0A, in the selected
/// environment. A card that gives challenges and then no right answer, where the issuer has one for it, is
/// not genuine; one that gives no challenges is not checked. One value of key 0A is tried at most, and only
/// where the card showed that its keys are the issuer's, or where the issuer cannot tell and the card says
/// that two tries or more are left. Fails as the transport and the issuer fail; Fault::malformed_card for
/// challenges that are none, card_blocked when the card says that it is locked.
Result<Authentication> authenticate(apdu::Transport& card, const CardKeys& keys, CardAuthenticator& issuer,
                                    const Patience& patience, bool open_holder);

}  // namespace sscard::card
