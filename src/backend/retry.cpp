#include "retry.hpp"

#include <algorithm>
#include <charconv>
#include <string>

#include "curl.hpp"

namespace sscard::backend {

using std::chrono::milliseconds;
using std::chrono::seconds;

std::optional<milliseconds> Retry::next(std::optional<seconds> asked_for) {
    if (tries_ == most_tries) return std::nullopt;
    const auto ceiling = std::min(cap, base * (1 << (tries_ - 1)));
    ++tries_;
    const milliseconds jitter{std::uniform_int_distribution<long>{0, ceiling.count()}(dice_)};
    return asked_for ? std::max<milliseconds>(*asked_for, jitter) : jitter;
}

std::optional<seconds> retry_after(std::string_view field, activation::TimePoint now) {
    constexpr std::chrono::hours longest{24};
    long long number = 0;
    const auto* const end = field.data() + field.size();
    if (const auto [stop, error] = std::from_chars(field.data(), end, number);
        error == std::errc{} && stop == end) {
        if (number < 0) return std::nullopt;
        return std::min<seconds>(seconds{std::min<long long>(number, seconds{longest}.count())}, longest);
    }
    const auto date = curl() == nullptr ? -1 : curl()->getdate(std::string{field}.c_str(), nullptr);
    if (date < 0) return std::nullopt;
    const auto wait = std::chrono::ceil<seconds>(std::chrono::system_clock::from_time_t(date) - now);
    return std::clamp<seconds>(wait, seconds{0}, longest);
}

}  // namespace sscard::backend
