#pragma once

#include <array>
#include <chrono>
#include <cstdint>

namespace sscard::batch {

/// How long many things took, in 15 KB whatever their number. What is below 64 ms is kept to the millisecond,
/// everything else to 1/32 of itself.
class Durations {
public:
    void add(std::chrono::milliseconds time) noexcept;

    std::int64_t count() const noexcept { return count_; }
    /// Exact.
    std::chrono::milliseconds longest() const noexcept { return longest_; }
    /// A time that `percent` of them, 1 to 100, do not exceed: the shortest such time, or up to 1/32 more.
    /// 0 when there are none.
    std::chrono::milliseconds of_percent(std::int64_t percent) const noexcept;

private:
    static constexpr std::size_t octaves = 58;  // every length that 63 bits can say
    static constexpr std::size_t steps = 32;    // of an octave

    std::array<std::int64_t, steps*(octaves + 1)> bins_{};
    std::int64_t count_ = 0;
    std::chrono::milliseconds longest_{0};
};

}  // namespace sscard::batch
