#pragma once

#include <sscard/activation/decision.hpp>
#include <sscard/activation/request.hpp>
#include <sscard/card/authenticator.hpp>
#include <sscard/error.hpp>
#include <string>
#include <string_view>

/// The bodies of the activation interface, JSON in UTF-8. Unknown members are ignored. What is no JSON, lacks
/// a required member, has one of another type or a word that is none of the interface's is
/// Fault::backend_malformed; the error names the member, never its value.
namespace sscard::activation {

/// ActivationRequest.
std::string to_json(const Request& request);
Result<Request> request_from_json(std::string_view json);

/// Activation. Any state is written, so that the journal can keep what never left this machine too.
std::string to_json(const Decision& decision, const std::string& request_no);

/// An Activation as an authority answers it: the result is activated, already_active, pending or refused,
/// and the request number is the one that was asked about.
Result<Decision> decision_from_json(std::string_view json, const std::string& request_no);

/// What to_json wrote for the journal: any state.
Result<Decision> kept_decision_from_json(std::string_view json, const std::string& request_no);

/// CardState.
std::string to_json(const CardState& state);
Result<CardState> card_state_from_json(std::string_view json);

/// Problem; its status is that of the code.
std::string to_json(const Reason& reason);
Result<Reason> reason_from_json(std::string_view json);

/// What a backend says that it can do.
struct Capabilities {
    bool card_authentication = false;
    std::optional<std::string> time;            // of its clock, RFC 3339
    std::optional<std::int64_t> max_in_flight;  // requests that it takes at once, 1 or more
};
Result<Capabilities> capabilities_from_json(std::string_view json);

/// AuthenticationRequest and Authentication: the challenges of a card and what is answered to them.
std::string to_json(const card::Challenges& challenges);
Result<card::Answers> answers_from_json(std::string_view json);

/// Body of a lookup.
std::string lookup_to_json(const std::optional<Holder>& holder, const CardIdentity& card);

}  // namespace sscard::activation
