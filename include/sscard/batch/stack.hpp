#pragma once

#include <sscard/activation/procedure.hpp>
#include <sscard/batch/runner.hpp>

/// Cards that come one by one, in any order, each for its row of the file.
namespace sscard::batch {

/// How a card goes with the row that has its card number.
enum class Fit : std::uint8_t {
    fits,
    other_holder,  // the card gives another id number
    other_chip,    // another identification number
    other_name,    // both have a name
};

/// Compares what both have: a protected card gives neither id number (then it is empty) nor name.
Fit fit(const activation::Request& row, const activation::Holder& holder,
        const activation::CardIdentity& card);

/// What the row asks for, with what the chip says of holder and card.
activation::Request completed(activation::Request row, const activation::Holder& holder,
                              activation::CardIdentity card, activation::Evidence evidence);

/// Where a card belongs.
struct Place {
    std::uint64_t row = 0;
    Verdict verdict;
    activation::RowState known;  // to the journal
};

/// The rows of a file by their cards, 24 bytes for each. For one thread at a time.
class Stack {
public:
    /// Goes through the file once. What is no request of its own is noted in the journal, as run() does; the
    /// observer hears of it. Fails as file and journal do, and with Fault::interrupted.
    static Result<Stack> lay_out(const Work& work, const StopFlag& stop, Observer& observer);

    /// The row that stands for the card of this number; nothing when the file has none.
    Result<std::optional<Place>> find(const std::string& card_number) const;

    /// What a row asks for, by itself.
    Result<activation::Request> request_of(std::uint64_t row) const;

    /// Rows whose card is worth putting in: not sent, or nobody knows what became of them.
    std::uint64_t left() const noexcept { return left_; }
    /// The first of them behind this row, or else from the beginning; 0: there is none.
    std::uint64_t next_after(std::uint64_t row) const;
    /// What the journal knows of a row.
    Result<activation::RowState> known(std::uint64_t row) const;
    /// What became of a row; whether its card was wanted, and is no more.
    bool became(std::uint64_t row, activation::State state);

private:
    struct Card {
        std::uint64_t key : 63;  // of its number
        std::uint64_t may_be_sent : 1;
        std::uint64_t row;
    };
    class Layer;

    explicit Stack(const Work& work);
    Result<Row> read(std::uint64_t row) const;

    const Work* work_;
    std::vector<std::uint64_t> offsets_;  // of the rows in the file
    std::vector<Card> cards_;             // by key, each once
    std::vector<bool> awaited_;           // by row
    std::uint64_t left_ = 0;
};

/// Carries out what a row asks for, or settles the request that the journal has open for it; as
/// activation::carry_out_row() does, under a request number of its own.
Result<activation::Outcome> carry_out(const Work& work, const Place& place, activation::Request request,
                                      const Patience& patience);

}  // namespace sscard::batch
