#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <sscard/bytes.hpp>
#include <sscard/card/application.hpp>
#include <sscard/error.hpp>
#include <sscard/patience.hpp>

namespace sscard::card {

/// A random number of the card (GET CHALLENGE), or what is worked out from one.
using Block = std::array<std::uint8_t, 8>;

/// Two random numbers of the card: the session key is made from `factor`, and `raw` is ciphered with it.
struct Challenge {
    Block factor{};
    Block raw{};
};

/// What the issuer's security module needs to answer for one card (V2.0, part 3).
struct Challenges {
    Bytes identification_number;  // 16 bytes
    Bytes historical_bytes;       // of the ATR; the last 8 diversify the keys
    Algorithm algorithm = Algorithm::triple_des;
    Challenge internal;
    Challenge external;
};

/// Its answers; nothing where it does not answer for this card.
struct Answers {
    std::optional<Block> internal_response;        // what a genuine card answers to INTERNAL AUTHENTICATE
    std::optional<Block> external_authentication;  // sent with EXTERNAL AUTHENTICATE, key 0A
};

/// The port to whoever holds the issuer's keys. The terminal holds none.
class CardAuthenticator {
public:
    CardAuthenticator() = default;
    CardAuthenticator(const CardAuthenticator&) = delete;
    CardAuthenticator& operator=(const CardAuthenticator&) = delete;
    virtual ~CardAuthenticator() = default;

    /// Fails as a backend fails: backend_unreachable, backend_auth, backend_malformed, timeout, interrupted.
    virtual Result<Answers> answer(const Challenges& challenges, const Patience& patience) = 0;
};

}  // namespace sscard::card
