#pragma once

#include <mutex>
#include <set>
#include <sscard/batch/stack.hpp>

#include "batch_beginning.hpp"
#include "station_news.hpp"
#include "subject.hpp"

namespace sscard::tool {

/// The rows, for the threads of all readers.
class SharedStack {
public:
    explicit SharedStack(batch::Stack stack) : stack_{std::move(stack)} {}

    /// Holds a card number for one thread; false when another one has it.
    bool take_up(const std::string& card_number) {
        const std::lock_guard guard{mutex_};
        return in_hand_.insert(card_number).second;
    }
    void put_down(const std::string& card_number) {
        const std::lock_guard guard{mutex_};
        in_hand_.erase(card_number);
    }

    Result<std::optional<batch::Place>> find(const std::string& card_number) const {
        const std::lock_guard guard{mutex_};
        return stack_.find(card_number);
    }
    Result<activation::RowState> known(std::uint64_t row) const {
        const std::lock_guard guard{mutex_};
        return stack_.known(row);
    }
    bool became(std::uint64_t row, activation::State state) {
        const std::lock_guard guard{mutex_};
        return stack_.became(row, state);
    }
    std::uint64_t left() const {
        const std::lock_guard guard{mutex_};
        return stack_.left();
    }
    std::uint64_t next_after(std::uint64_t row) const {
        const std::lock_guard guard{mutex_};
        return stack_.next_after(row);
    }
    Result<activation::Request> request_of(std::uint64_t row) const {
        const std::lock_guard guard{mutex_};
        return stack_.request_of(row);
    }

private:
    mutable std::mutex mutex_;
    batch::Stack stack_;
    std::set<std::string> in_hand_;
};

/// How one try with one card went: news, or the authority is away and it may be tried again, or neither: it
/// was called off. A failure is not about this card alone, and ends the station.
struct Try {
    std::optional<CardNews> news{};
    std::optional<Error> away{};
    std::optional<Error> failure{};
    std::uint64_t row = 0;  // that it was tried for; 0: for none
};

/// Takes one card from the chip to the authority's decision.
class CardDealing {
public:
    /// `any`: cards that are not in the file are taken too. `called_off` ends a request that is on its way.
    CardDealing(BatchInProgress& batch, SharedStack& stack, bool any, const Desk& desk,
                const StopFlag& called_off)
        : batch_{&batch}, stack_{&stack}, any_{any}, desk_{&desk}, called_off_{&called_off} {}

    Try take(const std::string& reader) const;

    /// Nobody has decided on the row's card. The journal knows whether something was sent, now or before:
    /// then its outcome is open, else it is set aside.
    Try undecided(const Error& error, std::uint64_t row, const std::string& request_no = {}) const;

private:
    Try match(const Subject& subject) const;
    Try matched(const Subject& subject) const;
    Try of_row(const batch::Place& place, const Subject& subject) const;
    Try of_no_row(const Subject& subject) const;
    Try decided(const activation::RowState& known, const activation::Request& request,
                Result<activation::Outcome> outcome) const;
    std::optional<activation::RowState> known_of(std::uint64_t row, const std::string& request_no) const;
    Try failed(const Error& error, std::uint64_t row = 0) const;
    bool nobody_answered(const Error& error, const batch::Place& place) const;
    Patience patience() const;

    BatchInProgress* batch_;
    SharedStack* stack_;
    bool any_;
    const Desk* desk_;
    const StopFlag* called_off_;
};

}  // namespace sscard::tool
