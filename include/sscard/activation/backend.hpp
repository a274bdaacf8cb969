#pragma once

#include <optional>
#include <sscard/activation/decision.hpp>
#include <sscard/activation/request.hpp>
#include <sscard/card/authenticator.hpp>
#include <sscard/error.hpp>
#include <sscard/patience.hpp>
#include <string>
#include <variant>

namespace sscard::activation {

/// The port to whoever decides. One implementation a kind of backend, in src/backend. Several threads may
/// call it at once; where the other side takes fewer requests than that, the others wait, within their
/// patience.
///
/// The faults say what is known about the request's fate:
///   backend_unreachable  nothing was sent or applied; safe to send again
///   unknown_outcome      it may have been applied: ask with query()
///   backend_malformed    the answer makes no sense: ask with query(); `detail` is its status, by which an
///                        answer from elsewhere (300 to 399) is told from others
///   backend_auth         this terminal is not accepted; nothing was applied
///   timeout, interrupted before anything was sent
class Backend {
public:
    Backend() = default;
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;
    virtual ~Backend() = default;

    /// State of both halves, or the reason why the authority does not tell.
    virtual Result<std::variant<CardState, Reason>> lookup(const std::optional<Holder>& holder,
                                                           const CardIdentity& card,
                                                           const Patience& patience) = 0;

    /// Asks for the activation. The same request number with the same content is answered the same again.
    virtual Result<Decision> activate(const Request& request, const Patience& patience) = 0;

    /// The truth about a request whose answer was lost; nothing when it never arrived. Fails with
    /// backend_unreachable when nobody could be asked, with unknown_outcome when nobody answered.
    virtual Result<std::optional<Decision>> query(const std::string& request_no,
                                                  const Patience& patience) = 0;

    /// How many requests are worth having on their way at once, 1 or more: what the other side takes, where
    /// it tells, and this side's own limit.
    virtual std::size_t max_in_flight(const Patience& /*patience*/) { return 1; }

    /// The time on the other side, RFC 3339; nothing when it has no clock of its own or does not tell. Fails
    /// when it does not answer.
    virtual Result<std::optional<std::string>> time(const Patience& /*patience*/) { return std::nullopt; }

    /// Whoever answers the challenges of cards, owned by the backend; nullptr when it does not offer that.
    virtual Result<card::CardAuthenticator*> card_authenticator(const Patience& /*patience*/) {
        return nullptr;
    }
};

}  // namespace sscard::activation
