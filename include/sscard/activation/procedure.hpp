#pragma once

#include <sscard/activation/backend.hpp>
#include <sscard/activation/journal.hpp>
#include <sscard/activation/request.hpp>

namespace sscard::activation {

/// Carries one request through: journal (intended, durable), deed, journal (what became of it). When the
/// answer is lost or makes no sense the backend is asked by the request number; what stays unknown is
/// journalled as unknown and returned as a decision with that result.
///
/// Fails with Fault::journal (nothing was sent), backend_unreachable, backend_auth, timeout or interrupted
/// (nothing was applied; journalled as not_sent).
Result<Decision> carry_out(const Request& request, const std::string& backend_name, Backend& backend,
                           Journal& journal, const Patience& patience);

}  // namespace sscard::activation
