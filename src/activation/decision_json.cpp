#include <algorithm>
#include <array>
#include <limits>
#include <sscard/activation/codec.hpp>
#include <sscard/activation/reason_codes.hpp>

#include "json_reader.hpp"
#include "json_text.hpp"

namespace sscard::activation {

namespace {

constexpr auto step = "read the answer of the backend";
constexpr std::array authority_results{State::activated, State::already_active, State::pending,
                                       State::refused};
constexpr std::array enrolment_kinds{std::string_view{"employee"}, std::string_view{"self_employed"},
                                     std::string_view{"part_time"}, std::string_view{"flexible"}};

template <class Set, class Value>
bool contains(const Set& set, const Value& value) {
    return std::find(set.begin(), set.end(), value) != set.end();
}

JsonText json_of(const HalfState& half) {
    return JsonText{}.with("state", half.state).with("label", half.label);
}

JsonText json_of(const Reason& reason) {
    const auto* const known = reason_code(reason.code);
    return JsonText{}
        .with("status", known != nullptr ? known->status : reason_code("internal")->status)
        .with("code", reason.code)
        .with("detail", reason.message)
        .with("card_state", reason.card_state)
        .with("backend_text", reason.backend_text);
}

JsonText json_of(const Enrolment& enrolment) {
    return JsonText{}
        .with("kind", enrolment.kind)
        .with("employed_on", enrolment.employed_on)
        .with("registered_on", enrolment.registered_on)
        .with("due_on", enrolment.due_on)
        .with("days_late", enrolment.days_late);
}

JsonText json_of(const MedicalAccount& account) {
    return JsonText{}.with("balance_fen", account.balance_fen).with("as_of", account.as_of);
}

template <class T>
std::optional<JsonText> maybe(const std::optional<T>& part) {
    return part ? std::optional{json_of(*part)} : std::nullopt;
}

/// The interface requires neither member: an empty state is one that nobody takes as fit for activation.
HalfState half_from(JsonReader reader) {
    return {reader.maybe_text("state").value_or(""), reader.maybe_text("label").value_or("")};
}

std::optional<HalfState> maybe_half(JsonReader& reader, const char* key) {
    const auto half = reader.maybe_object(key);
    return half ? std::optional{half_from(*half)} : std::nullopt;
}

Reason reason_from(JsonReader reader) {
    Reason reason;
    reason.code = reader.text("code");
    if (reason_code(reason.code) == nullptr) reader.complain("code");
    if (!reader.maybe_integer("status")) reader.complain("status");
    const auto title = reader.maybe_text("title");
    const auto detail = reader.maybe_text("detail");
    reason.message = detail ? *detail : title.value_or("");
    // Never nothing: a reason without the authority's words is one of our own rules'.
    reason.backend_text = reader.maybe_text("backend_text").value_or(reason.message);
    reason.card_state = reader.maybe_text("card_state");
    return reason;
}

Decision decision_from(JsonReader& reader, const std::string& request_no) {
    if (reader.text("request_no") != request_no) reader.complain("request_no");
    Decision decision;
    decision.result = reader.word<State>("result");
    decision.social_security = maybe_half(reader, "social_security");
    decision.bank_account = maybe_half(reader, "bank_account");
    decision.effective_at = reader.maybe_text("effective_at");
    decision.receipt_no = reader.maybe_text("receipt_no");
    decision.message = reader.maybe_text("message");
    if (decision.message && decision.message->empty()) decision.message.reset();
    decision.next = reader.maybe_texts("next");
    if (const auto reason = reader.maybe_object("reason")) decision.reason = reason_from(*reason);
    return decision;
}

Enrolment enrolment_from(JsonReader reader) {
    Enrolment enrolment;
    enrolment.kind = reader.text("kind");
    if (!contains(enrolment_kinds, enrolment.kind)) reader.complain("kind");
    enrolment.employed_on = reader.maybe_text("employed_on");
    enrolment.registered_on = reader.maybe_text("registered_on");
    enrolment.due_on = reader.maybe_text("due_on");
    if (const auto days = reader.maybe_integer("days_late")) {
        if (*days < std::numeric_limits<int>::min() || *days > std::numeric_limits<int>::max())
            reader.complain("days_late");
        else
            enrolment.days_late = static_cast<int>(*days);
    }
    return enrolment;
}

std::optional<MedicalAccount> account_from(JsonReader reader) {
    const auto balance = reader.maybe_integer("balance_fen");
    const auto as_of = reader.maybe_text("as_of");
    if (!balance) return std::nullopt;
    return MedicalAccount{*balance, as_of.value_or("")};
}

CardState card_state_from(JsonReader& reader) {
    CardState state;
    state.social_security = maybe_half(reader, "social_security").value_or(HalfState{});
    state.bank_account = maybe_half(reader, "bank_account").value_or(HalfState{});
    if (const auto account = reader.maybe_object("medical_account"))
        state.medical_account = account_from(*account);
    if (const auto enrolment = reader.maybe_object("enrolment")) state.enrolment = enrolment_from(*enrolment);
    return state;
}

}  // namespace

std::string to_json(const Decision& decision, const std::string& request_no) {
    return JsonText{}
        .with("request_no", request_no)
        .with("result", word(decision.result))
        .with("effective_at", decision.effective_at)
        .with("receipt_no", decision.receipt_no)
        .with("message", decision.message)
        .with("next", decision.next)
        .with("reason", maybe(decision.reason))
        .with_any("social_security", maybe(decision.social_security))
        .with_any("bank_account", maybe(decision.bank_account))
        .text();
}

Result<Decision> kept_decision_from_json(std::string_view json, const std::string& request_no) {
    return read_json(json, step, [&](JsonReader& reader) { return decision_from(reader, request_no); });
}

Result<Decision> decision_from_json(std::string_view json, const std::string& request_no) {
    return read_json(json, step, [&](JsonReader& reader) {
        auto decision = decision_from(reader, request_no);
        if (!contains(authority_results, decision.result)) reader.complain("result");
        return decision;
    });
}

std::string to_json(const CardState& state) {
    return JsonText{}
        .with("social_security", json_of(state.social_security))
        .with("bank_account", json_of(state.bank_account))
        .with("medical_account", maybe(state.medical_account))
        .with("enrolment", maybe(state.enrolment))
        .text();
}

Result<CardState> card_state_from_json(std::string_view json) {
    return read_json(json, step, card_state_from);
}

std::string to_json(const Reason& reason) { return json_of(reason).text(); }

Result<Reason> reason_from_json(std::string_view json) { return read_json(json, step, reason_from); }

}  // namespace sscard::activation
