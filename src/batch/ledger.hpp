#pragma once

#include <sscard/batch/runner.hpp>

namespace sscard::batch {

/// Decisions on their way into the journal: many at once, none for long. The observer hears of what is
/// durable.
class Ledger {
public:
    using Clock = std::chrono::steady_clock;

    static constexpr std::size_t most = 256;
    static constexpr std::chrono::milliseconds longest_wait{50};

    Ledger(activation::Journal& journal, Observer& observer) : journal_{&journal}, observer_{&observer} {}

    void add(activation::Decided decided, RowNews news) {
        if (decided_.empty()) since_ = Clock::now();
        decided_.push_back(std::move(decided));
        news_.push_back(std::move(news));
    }

    /// How long there is time until they are to be written.
    std::chrono::milliseconds time_left() const {
        if (decided_.empty() || has_failed_) return longest_wait;
        if (decided_.size() >= most) return {};
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(since_ + longest_wait - Clock::now());
        return std::max(left, std::chrono::milliseconds{0});
    }

    /// What could not be written stays, and is not urgent any more.
    Result<void> write() {
        if (decided_.empty()) return {};
        auto written = journal_->decide_all(decided_);
        has_failed_ = !written;
        if (has_failed_) return written;
        decided_.clear();
        for (const auto& news : std::exchange(news_, {})) observer_->became(news);
        return {};
    }

private:
    activation::Journal* journal_;
    Observer* observer_;
    std::vector<activation::Decided> decided_;
    std::vector<RowNews> news_;
    Clock::time_point since_;
    bool has_failed_ = false;
};

}  // namespace sscard::batch
