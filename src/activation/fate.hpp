#pragma once

#include <sscard/activation/backend.hpp>
#include <sscard/activation/journal.hpp>

/// What becomes of one request that is sent: shared by the procedures.
namespace sscard::activation {

/// A decision, or an unknown outcome, or why there is neither.
struct Fate {
    Result<Decision> answer;
    State without_decision = State::not_sent;  // what is written down then
};

Decision of(State result);

/// Not of a result that no authority gives, nor a refusal without a reason to refuse, nor one that
/// contradicts itself: said to be active, while the state of that half is another one.
bool is_believable(const Decision& decision, const Request& request);

/// Sends the request; asks what became of it when the answer is lost, and sends it once more when it never
/// arrived. Whoever is sent elsewhere all the time hears that.
Fate fate_of(const Request& request, Backend& backend, const Patience& patience);

/// The fate's answer, once it is in the journal.
Result<Decision> written_down(const Request& request, Fate fate, Journal& journal);

}  // namespace sscard::activation
