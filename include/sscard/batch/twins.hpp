#pragma once

#include <deque>
#include <sscard/batch/check.hpp>

namespace sscard::batch {

/// Rows whose card stands in other rows too. Such a card is one request: the first of its rows that may be
/// sent is, and the others wait for its outcome. Where the rows disagree about whose card it is, or which
/// chip is on it, all are invalid.
///
/// Takes 24 bytes for every row that is added until match(), afterwards 24 bytes for every row that has a
/// twin. Card numbers are compared as they are; holders and identification numbers by 64 bits of a SHA-256
/// under a key drawn anew: two that differ pass for the same once in 2^64 pairs.
class Twins {
public:
    Twins();

    /// A row, in the file's order, and what was made of it by itself.
    void add(const Row& row, const Verdict& alone);

    /// After the last row was added.
    void match();

    bool none() const noexcept { return matched_.empty(); }

    /// What the others mean for a row that was added: its verdict by itself becomes the verdict.
    void complete(std::uint64_t row, Verdict& verdict) const;

private:
    struct Added {
        std::uint64_t card : 63;  // the 9 characters of its number, in base 36
        std::uint64_t may_be_sent : 1;
        std::uint64_t holder;  // hash of id number and identification number
        std::uint64_t row;
    };
    struct Matched {
        std::uint64_t row;
        std::uint64_t sent;       // first row of the card that may be sent; 0: none may
        std::uint64_t disagrees;  // first row of the card that says otherwise; 0: none does
    };
    using Group = std::deque<Added>::const_iterator;

    void match(Group begin, Group end);

    std::string key_;
    std::deque<Added> added_;
    std::vector<Matched> matched_;  // by row
};

}  // namespace sscard::batch
