#pragma once

#include <optional>
#include <sscard/activation/clock.hpp>
#include <sscard/activation/decision.hpp>
#include <sscard/activation/request.hpp>
#include <sscard/backend/authority.hpp>

/// The embedded authority's judgement: pure, on what its books say.
namespace sscard::backend {

/// What the books say about the numbers of a request.
struct Facts {
    std::optional<Person> person;      // with the holder's id number
    std::optional<Registration> card;  // with the card's number, and its own holder
};

/// A refusal in the authority's own words.
activation::Reason refusal(const std::string& code);

/// Why holder and card are not the ones in the books; nothing when they are. Without a holder the card alone
/// is compared.
std::optional<activation::Reason> identity_objection(const std::optional<activation::Holder>& holder,
                                                     const activation::CardIdentity& card,
                                                     const Facts& facts);

/// The decision. `activated` means that the half's state becomes 1; nothing else changes the books.
activation::Decision judge(const activation::Request& request, const Facts& facts, activation::TimePoint now);

/// Both halves, enrolment and balance, for an enquiry about a card that was found.
activation::CardState card_state(const Registration& found, activation::TimePoint now);

}  // namespace sscard::backend
