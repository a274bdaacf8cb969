#pragma once

#include <chrono>
#include <optional>
#include <random>
#include <string_view>

#include <sscard/activation/clock.hpp>

namespace sscard::backend {

/// How often something that was surely not applied is asked again, and after which pauses: full jitter, which
/// keeps many terminals from coming back in step.
class Retry {
public:
    static constexpr int most_tries = 4;
    static constexpr std::chrono::milliseconds base{500};
    static constexpr std::chrono::milliseconds cap{30000};

    explicit Retry(unsigned seed = std::random_device{}()) : dice_{seed} {}

    /// The pause before the next try, at least what the other side asks for; nothing when there has been
    /// enough.
    std::optional<std::chrono::milliseconds> next(
        std::optional<std::chrono::seconds> asked_for = std::nullopt);

private:
    std::mt19937 dice_;  // seeds that are near make pauses that are not
    int tries_ = 1;
};

/// What a Retry-After field asks for (RFC 9110, 10.2.3), seconds or a date; nothing when it is neither. A
/// date that is past is no time at all; nothing is longer than a day.
std::optional<std::chrono::seconds> retry_after(std::string_view field, activation::TimePoint now);

}  // namespace sscard::backend
