#pragma once

#include <sscard/activation/decision.hpp>
#include <sscard/activation/request.hpp>

#include "report.hpp"
#include "settings.hpp"

namespace sscard::tool {

/// What became of a request, with the verdict that it stands for. One without a number was not sent.
Report report_on(const activation::Request& request, const activation::Decision& decision,
                 const Settings& settings);

/// Refused before anything was sent or journalled; with the state of the card, if it is known.
Report refused_unsent(const activation::Request& request, activation::Reason reason,
                      const std::optional<activation::CardState>& state, const Settings& settings);

/// What would be sent, with the state that the authority tells, and why it would not be; both may be missing.
Report plan(const activation::Request& request, const activation::CardState* state,
            const activation::Reason* reason, const Settings& settings);

/// What is handed to the holder on paper, all numbers masked. `at` is the time of the printing, RFC 3339.
Sheet receipt_for(const activation::Request& request, const activation::Decision& decision,
                  const std::string& at);

}  // namespace sscard::tool
