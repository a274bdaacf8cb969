#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <numeric>
#include <vector>

namespace sscard::batch {

/// What became of a row, as roughly as a drawing shows it.
enum class Group : std::uint8_t {
    succeeded,  // activated, already active
    refused,    // or invalid
    open,       // pending, unknown
};
inline constexpr std::size_t group_count = 3;

/// How many rows came to their outcome when. The bins get wider as the time grows, so that there are never
/// more than 60: 1, 5, 10, 30 seconds, the same and 1 of minutes, 1, 3, 6, 12 hours, days. They begin at
/// whole multiples of their width since 1970.
class Timeline {
public:
    static constexpr std::int64_t most_bins = 60;

    struct Bin {
        std::chrono::sys_seconds begins;
        std::array<std::int64_t, group_count> rows{};

        std::int64_t all() const { return std::accumulate(rows.begin(), rows.end(), std::int64_t{0}); }
    };

    void add(std::chrono::sys_seconds at, Group group);

    bool empty() const noexcept { return bins_.empty(); }
    /// The earliest and the latest moment; not of an empty one.
    std::chrono::sys_seconds first() const noexcept { return first_; }
    std::chrono::sys_seconds last() const noexcept { return last_; }
    std::chrono::seconds width() const noexcept { return width_; }
    /// From the first row to the last, also those in which nothing happened.
    std::vector<Bin> bins() const;

private:
    void widen();

    std::chrono::sys_seconds first_ = std::chrono::sys_seconds::max();
    std::chrono::sys_seconds last_ = std::chrono::sys_seconds::min();
    std::chrono::seconds width_{1};
    std::map<std::int64_t, std::array<std::int64_t, group_count>> bins_;  // by how many widths since 1970
};

}  // namespace sscard::batch
