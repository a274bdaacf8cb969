#pragma once

#include <chrono>
#include <memory>
#include <sscard/error.hpp>
#include <sscard/patience.hpp>

namespace sscard::pcsc {

class Session;

/// How long the service may take to say what is in the readers before it counts as hung.
inline constexpr std::chrono::seconds answer_time{5};

/// One conversation with the PC/SC service. Each thread that waits owns its own: a context and what was
/// opened on it are used by one thread at a time.
///
/// A call that has to be given up on takes its context along, because the client library lets one call a
/// context through at a time. From then on everything on this context fails at once, as that call failed.
/// The same holds after Fault::service_down. Establish another one to go on.
class Context {
public:
    /// Fault::service_down when the service does not run, Fault::access_denied when this user may not speak
    /// to it, Fault::timeout when it does not answer.
    static Result<Context> establish(const Patience& patience);

    /// Whether a call on it was given up on.
    bool lost() const;

    /// For the layer itself.
    const std::shared_ptr<Session>& session() const noexcept { return session_; }

private:
    explicit Context(std::shared_ptr<Session> session) noexcept : session_{std::move(session)} {}

    std::shared_ptr<Session> session_;  // shared with the connections, which may live longer
};

}  // namespace sscard::pcsc
