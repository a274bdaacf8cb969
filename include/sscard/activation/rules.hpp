#pragma once

#include <optional>
#include <sscard/activation/decision.hpp>
#include <sscard/activation/request.hpp>
#include <string>

namespace sscard::activation {

/// Why this request must not be sent, by the rules that need no authority; nothing when none forbids it.
/// `today` is an ISO 8601 date at the terminal's place.
std::optional<Reason> forbidden(const Request& request, const std::string& today);

}  // namespace sscard::activation
