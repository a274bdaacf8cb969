#include <array>
#include <sscard/activation/reason_codes.hpp>

namespace sscard::activation {

namespace {

// docs/activation-interface.md, Problem. 404 when there is nobody or nothing, 409 when the state stands
// against it, 422 when the request itself does, 403 when a rule does.
constexpr std::array codes{
    ReasonCode{"person_not_found", 404, Meaning::refusal},
    ReasonCode{"card_not_found", 404, Meaning::refusal},
    ReasonCode{"not_enrolled", 422, Meaning::refusal},
    ReasonCode{"state_conflict", 409, Meaning::refusal},
    ReasonCode{"wrong_region", 422, Meaning::refusal},
    ReasonCode{"wrong_bank", 422, Meaning::refusal},
    ReasonCode{"superseded_card", 409, Meaning::refusal},
    ReasonCode{"name_mismatch", 422, Meaning::refusal},
    ReasonCode{"holder_mismatch", 422, Meaning::refusal},
    ReasonCode{"agent_not_allowed", 403, Meaning::refusal},
    ReasonCode{"minor_needs_guardian", 403, Meaning::refusal},
    ReasonCode{"key_reused", 422, Meaning::refusal},
    ReasonCode{"initial_pin", 422, Meaning::refusal},
    ReasonCode{"card_locked", 409, Meaning::refusal},
    ReasonCode{"card_lost", 409, Meaning::refusal},
    ReasonCode{"card_cancelled", 409, Meaning::refusal},
    ReasonCode{"card_expired", 422, Meaning::refusal},
    ReasonCode{"in_person_only", 403, Meaning::refusal},
    ReasonCode{"unauthorised", 401, Meaning::not_accepted},
    ReasonCode{"not_authorised", 403, Meaning::not_accepted},
    ReasonCode{"malformed", 400, Meaning::trouble},
    ReasonCode{"missing_key", 400, Meaning::trouble},
    ReasonCode{"in_progress", 409, Meaning::trouble},
    ReasonCode{"rate_limited", 429, Meaning::trouble},
    ReasonCode{"unavailable", 503, Meaning::trouble},
    ReasonCode{"internal", 500, Meaning::trouble},
};

}  // namespace

const ReasonCode* reason_code(std::string_view code) noexcept {
    for (const auto& known : codes)
        if (known.code == code) return &known;
    return nullptr;
}

}  // namespace sscard::activation
