#pragma once

#include <sscard/activation/procedure.hpp>

/// What the procedures share.
namespace sscard::activation {

Decision of(State result);

/// Not of a result that no authority gives, nor a refusal without a reason to refuse, nor one that
/// contradicts itself: said to be active, while the state of that half is another one.
bool is_believable(const Decision& decision, const Request& request);

/// The fate's answer, once it is in the journal. `took`: from sending it to knowing.
Result<Decision> written_down(const Request& request, Fate fate, Journal& journal,
                              std::optional<std::chrono::milliseconds> took = {});

}  // namespace sscard::activation
