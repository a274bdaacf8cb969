#pragma once

#include <chrono>
#include <optional>
#include <random>
#include <sscard/error.hpp>

namespace sscard::activation {

/// How long an authority that is away is left alone: each pause is twice the one before.
struct Pauses {
    std::chrono::milliseconds first{1000};
    std::chrono::milliseconds longest{30000};
};

/// Watches the answers to many requests in a row, and tells when it is no use to go on: the authority is
/// away, or does not accept this terminal. It opens then, and may be tried with one request after each pause.
/// The pauses are up to a fifth shorter than they are named, so that many terminals do not come back at once.
class Breaker {
public:
    using Clock = std::chrono::steady_clock;

    static constexpr int most_failures = 3;  // in a row

    explicit Breaker(Pauses pauses = {}) : pauses_{pauses} {}

    void succeeded() noexcept;

    /// Faults that are about one request alone do not count.
    void failed(Fault fault, Clock::time_point now = Clock::now());

    bool is_open() const noexcept { return failures_ >= most_failures; }

    /// The first failure since the last success; nothing when there is none.
    std::optional<Clock::time_point> failing_since() const noexcept { return failing_since_; }

    /// The end of the pause, when it is open.
    Clock::time_point next_trial() const noexcept { return next_trial_; }

private:
    void pause(Clock::time_point now);

    Pauses pauses_;
    std::minstd_rand random_{std::random_device{}()};
    int failures_ = 0;
    std::optional<Clock::time_point> failing_since_;
    std::chrono::milliseconds pause_{0};
    Clock::time_point next_trial_;
};

}  // namespace sscard::activation
