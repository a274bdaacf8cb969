#pragma once

#include <optional>
#include <sscard/activation/decision.hpp>
#include <sscard/activation/request.hpp>
#include <sscard/batch/row.hpp>
#include <string>
#include <vector>

namespace sscard::batch {

/// What can be said of a row before anything is sent.
struct Verdict {
    /// not_sent: it may be sent, or row `same_as` is sent in its place. invalid, refused: final.
    activation::State state = activation::State::not_sent;
    activation::Request request;               // what the row asks for; without a request number
    std::vector<Mistake> mistakes;             // why it is invalid: all of them
    std::vector<Mistake> warnings;             // a row with warnings is sent all the same
    std::optional<activation::Reason> reason;  // why it is refused: a rule forbids it
    /// Number of an earlier row with the same card, whose outcome is this row's too; 0: there is none.
    std::uint64_t same_as = 0;
};

/// Checks rows one by one, without the authority: the same row gets the same verdict again.
class Check {
public:
    /// `base` has what the rows do not say: scope, service, who asks. `today` is an ISO 8601 date.
    Check(activation::Request base, std::string today);

    /// The row by itself; what other rows say of its card is added by Twins::complete().
    Verdict of(const Row& row) const;

private:
    activation::Request base_;
    std::string today_;
};

}  // namespace sscard::batch
