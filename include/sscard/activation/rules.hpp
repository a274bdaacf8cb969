#pragma once

#include <optional>
#include <sscard/activation/decision.hpp>
#include <sscard/activation/request.hpp>
#include <sscard/error.hpp>
#include <string>

namespace sscard::activation {

/// Why this request must not be sent, by the rules that need no authority; nothing when none forbids it.
/// `today` is an ISO 8601 date at the terminal's place.
std::optional<Reason> forbidden(const Request& request, const std::string& today);

/// The state of that half.
const HalfState& half_of(const CardState& state, Scope scope) noexcept;

/// Why a half in the state that the authority tells must not be activated; nothing when it may be, or is
/// active already. Fault::backend_malformed for a state that the interface does not know, and for none at
/// all: neither is ever taken as one that may be activated.
Result<std::optional<Reason>> not_activatable(const CardState& state, Scope scope);

}  // namespace sscard::activation
