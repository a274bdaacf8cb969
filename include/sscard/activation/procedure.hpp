#pragma once

#include <sscard/activation/backend.hpp>
#include <sscard/activation/journal.hpp>
#include <sscard/activation/request.hpp>

namespace sscard::activation {

/// Carries one request through: journal (intended, durable), deed, journal (what became of it). When the
/// answer is lost or makes no sense the backend is asked by the request number; what stays unknown is
/// journalled as unknown and returned as a decision with that result. A request that never arrived is sent
/// once more, under the same number, while patience lasts. The question gets 5 s of its own when the answer
/// used up the patience; the stop flag ends it at any moment.
///
/// Fails with Fault::journal (nothing was sent; or what became of the request could not be written down, and
/// the sentence says so), backend_unreachable, backend_auth, timeout or interrupted (nothing was applied;
/// journalled as not_sent).
Result<Decision> carry_out(const Request& request, const std::string& backend_name, Backend& backend,
                           Journal& journal, const Patience& patience);

}  // namespace sscard::activation
