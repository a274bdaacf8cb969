#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <sscard/activation/backend.hpp>

namespace sscard::testing {

/// An authority that keeps its word, counts its effects, and misbehaves on order. For any number of threads.
class Office final : public activation::Backend {
public:
    using Decided = Result<activation::Decision>;
    using Known = Result<std::optional<activation::Decision>>;

    /// What goes out in place of the answer, before and after the effect; and to a question.
    std::function<std::optional<Decided>(const activation::Request&)> before = [](const auto&) {
        return std::nullopt;
    };
    std::function<std::optional<Decided>(const activation::Request&)> after = before;
    std::function<std::optional<Known>(const std::string&)> on_question = [](const auto&) {
        return std::nullopt;
    };

    Result<std::variant<activation::CardState, activation::Reason>> lookup(
        const std::optional<activation::Holder>&, const activation::CardIdentity&, const Patience&) override {
        return fail(Fault::internal, "lookup");
    }

    Decided activate(const activation::Request& request, const Patience& patience) override {
        const Present here{*this};
        if (patience.stopped()) return fail(Fault::interrupted, "send");
        if (auto instead = before(request)) return *std::move(instead);
        {
            const std::lock_guard guard{mutex_};
            ++sent_;
            if (!decisions_.contains(request.request_no)) ++effects_[request.card.number];
            decisions_[request.request_no].result = activation::State::activated;
        }
        if (auto instead = after(request)) return *std::move(instead);
        const std::lock_guard guard{mutex_};
        return decisions_[request.request_no];
    }

    Known query(const std::string& request_no, const Patience& patience) override {
        const Present here{*this};
        if (patience.stopped()) return fail(Fault::interrupted, "ask");
        if (auto instead = on_question(request_no)) return *std::move(instead);
        const std::lock_guard guard{mutex_};
        ++asked_;
        const auto known = decisions_.find(request_no);
        return known == decisions_.end() ? std::nullopt : std::optional{known->second};
    }

    /// Cards that were activated, and the one that was most often.
    std::size_t cards() const {
        const std::lock_guard guard{mutex_};
        return effects_.size();
    }
    int most_effects() const {
        const std::lock_guard guard{mutex_};
        int most = 0;
        for (const auto& [card, effects] : effects_) most = std::max(most, effects);
        return most;
    }
    std::size_t sent() const { return sent_; }
    std::size_t asked() const { return asked_; }
    int most_at_once() const { return most_at_once_; }

private:
    /// One more who is served.
    struct Present {
        explicit Present(Office& office) : office_{&office} {
            const std::lock_guard guard{office_->mutex_};
            office_->most_at_once_ = std::max(office_->most_at_once_, ++office_->at_once_);
        }
        Present(const Present&) = delete;
        Present& operator=(const Present&) = delete;
        ~Present() {
            const std::lock_guard guard{office_->mutex_};
            --office_->at_once_;
        }
        Office* office_;
    };

    mutable std::mutex mutex_;
    std::map<std::string, activation::Decision> decisions_;
    std::map<std::string, int> effects_;
    std::size_t sent_ = 0;
    std::size_t asked_ = 0;
    int at_once_ = 0;
    int most_at_once_ = 0;
};

}  // namespace sscard::testing
