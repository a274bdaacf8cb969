#include <algorithm>
#include <sscard/batch/timeline.hpp>

namespace sscard::batch {

namespace {

using std::chrono::seconds;

/// Each divides the next one.
constexpr std::array widths{
    seconds{1},
    seconds{5},
    seconds{10},
    seconds{30},
    seconds{std::chrono::minutes{1}},
    seconds{std::chrono::minutes{5}},
    seconds{std::chrono::minutes{10}},
    seconds{std::chrono::minutes{30}},
    seconds{std::chrono::hours{1}},
    seconds{std::chrono::hours{3}},
    seconds{std::chrono::hours{6}},
    seconds{std::chrono::hours{12}},
    seconds{std::chrono::days{1}},
};

seconds wider(seconds width) noexcept {
    const auto* const next = std::upper_bound(widths.begin(), widths.end(), width);
    return next == widths.end() ? 2 * width : *next;
}

/// How many whole ones, rounded towards the past.
constexpr std::int64_t floor_of(std::int64_t number, std::int64_t divisor) noexcept {
    return number / divisor - (number % divisor < 0 ? 1 : 0);
}

}  // namespace

void Timeline::add(std::chrono::sys_seconds at, Group group) {
    first_ = std::min(first_, at);
    last_ = std::max(last_, at);
    const auto bin = floor_of(at.time_since_epoch().count(), width_.count());
    ++bins_[bin][static_cast<std::size_t>(group)];
    while (bins_.rbegin()->first - bins_.begin()->first >= most_bins) widen();
}

void Timeline::widen() {
    const auto width = wider(width_);
    std::map<std::int64_t, std::array<std::int64_t, group_count>> bins;
    for (const auto& [bin, rows] : bins_) {
        auto& sum = bins[floor_of(bin, width / width_)];
        std::transform(sum.begin(), sum.end(), rows.begin(), sum.begin(), std::plus{});
    }
    bins_ = std::move(bins);
    width_ = width;
}

std::vector<Timeline::Bin> Timeline::bins() const {
    if (bins_.empty()) return {};
    const auto first = bins_.begin()->first;
    std::vector<Bin> all(static_cast<std::size_t>(bins_.rbegin()->first - first + 1));
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto bin = first + static_cast<std::int64_t>(i);
        all[i].begins = std::chrono::sys_seconds{bin * width_};
        if (const auto found = bins_.find(bin); found != bins_.end()) all[i].rows = found->second;
    }
    return all;
}

}  // namespace sscard::batch
