#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <optional>
#include <sscard/error.hpp>

namespace sscard {

/// Set by Ctrl-C or by whoever wants the work to end; looked at between slices of every wait.
using StopFlag = std::atomic<bool>;

/// How long a caller is ready to wait, and who may call it off: a deadline and a stop flag that travel
/// together through every call that may take time.
class Patience {
public:
    using Clock = std::chrono::steady_clock;

    /// No single wait in a library that cannot be interrupted is longer than this.
    static constexpr std::chrono::milliseconds slice{100};

    Patience(Clock::duration budget, const StopFlag& stop) noexcept
        : deadline_{Clock::now() + budget}, stop_{&stop} {}

    bool stopped() const noexcept { return stop_->load(std::memory_order_relaxed); }
    bool expired() const noexcept { return Clock::now() >= deadline_; }

    /// The fault that ends the work now: interrupted before timeout; nothing while there is time left.
    std::optional<Fault> over() const noexcept {
        if (stopped()) return Fault::interrupted;
        if (expired()) return Fault::timeout;
        return std::nullopt;
    }

    /// What one wait may take: the rest of the time, a slice at most, never negative.
    std::chrono::milliseconds next_slice() const noexcept {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now());
        return std::clamp(left, std::chrono::milliseconds{0}, slice);
    }

    Clock::time_point deadline() const noexcept { return deadline_; }
    const StopFlag& stop_flag() const noexcept { return *stop_; }

    /// The same stop flag with another deadline: `--wait` and `--timeout` are counted apart.
    Patience renewed(Clock::duration budget) const noexcept { return {budget, *stop_}; }

private:
    Clock::time_point deadline_;
    const StopFlag* stop_;
};

}  // namespace sscard
