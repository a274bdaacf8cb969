#include <algorithm>
#include <array>
#include <sscard/activation/breaker.hpp>

namespace sscard::activation {

void Breaker::succeeded() noexcept {
    failures_ = 0;
    failing_since_.reset();
    pause_ = {};
}

void Breaker::failed(Fault fault, Clock::time_point now) {
    constexpr std::array nobody_there{Fault::backend_unreachable, Fault::unknown_outcome, Fault::timeout};
    const bool not_accepted = fault == Fault::backend_auth;
    if (!not_accepted && std::find(nobody_there.begin(), nobody_there.end(), fault) == nobody_there.end())
        return;
    const bool was_open = is_open();
    if (!failing_since_) failing_since_ = now;
    failures_ = not_accepted ? most_failures : std::min(failures_ + 1, most_failures);
    // What was on its way when it opened says nothing new.
    if (is_open() && (!was_open || now >= next_trial_)) pause(now);
}

void Breaker::pause(Clock::time_point now) {
    constexpr int spread = 5;
    pause_ = std::min(pauses_.longest, pause_.count() == 0 ? pauses_.first : 2 * pause_);
    std::uniform_int_distribution<std::int64_t> shorter{0, pause_.count() / spread};
    next_trial_ = now + pause_ - std::chrono::milliseconds{shorter(random_)};
}

}  // namespace sscard::activation
