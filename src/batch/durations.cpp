#include <algorithm>
#include <bit>
#include <sscard/batch/durations.hpp>

namespace sscard::batch {

namespace {

constexpr unsigned bits_kept = 6;  // of a time, from its highest one: 32 to 63 above the first octave

constexpr unsigned dropped_bits(std::uint64_t time) noexcept {
    const auto bits = static_cast<unsigned>(std::bit_width(time));
    return bits > bits_kept ? bits - bits_kept : 0;
}

}  // namespace

void Durations::add(std::chrono::milliseconds time) noexcept {
    time = std::max(time, std::chrono::milliseconds{0});
    const auto value = static_cast<std::uint64_t>(time.count());
    const auto dropped = dropped_bits(value);
    ++bins_[steps * dropped + static_cast<std::size_t>(value >> dropped)];
    ++count_;
    longest_ = std::max(longest_, time);
}

std::chrono::milliseconds Durations::of_percent(std::int64_t percent) const noexcept {
    constexpr std::int64_t all = 100;
    const auto wanted = count_ / all * percent + (count_ % all * percent + all - 1) / all;
    std::int64_t passed = 0;
    for (std::size_t bin = 0; bin < bins_.size() && wanted > 0; ++bin) {
        passed += bins_[bin];
        if (passed < wanted) continue;
        const auto dropped = bin < 2 * steps ? 0 : bin / steps - 1;
        const auto last = ((std::uint64_t{bin} - steps * dropped + 1) << dropped) - 1;  // of the bin
        return std::min(std::chrono::milliseconds{static_cast<std::int64_t>(last)}, longest_);
    }
    return std::chrono::milliseconds{0};
}

}  // namespace sscard::batch
