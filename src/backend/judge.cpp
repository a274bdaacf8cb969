#include "judge.hpp"

#include <array>

namespace sscard::backend {

namespace {

using activation::Decision;
using activation::HalfState;
using activation::Reason;
using activation::Request;
using activation::Scope;
using activation::State;

struct Words {
    std::string_view code;
    const char* text;
};

constexpr std::array refusals{
    Words{"person_not_found", "查无此人，请核对社会保障号码"},
    Words{"card_not_found", "查无此卡，请核对卡号"},
    Words{"superseded_card", "该卡已换发新卡，原卡不能激活"},
    Words{"holder_mismatch", "该卡不属于此持卡人"},
    Words{"name_mismatch", "姓名与登记信息不一致"},
    Words{"not_enrolled", "尚未办理参保登记，不能激活"},
    Words{"card_expired", "该卡已过有效期，请换领新卡"},
    Words{"card_lost", "该卡已挂失，不能激活"},
    Words{"card_locked", "该卡应用已锁定，不能激活"},
    Words{"card_cancelled", "该卡已注销，不能激活"},
    Words{"state_conflict", "该卡当前状态不能激活"},
    Words{"in_person_only", "金融账户须由本人到银行网点激活"},
    Words{"key_reused", "该业务流水号已用于另一笔业务"},
};

/// What a state of a half means for its activation.
struct Rule {
    Scope scope;
    std::string_view state;
    State result;
    const char* code;
};

constexpr std::array rules{
    Rule{Scope::social_security, "0", State::activated, nullptr},
    Rule{Scope::social_security, "1", State::already_active, nullptr},
    Rule{Scope::social_security, "2", State::refused, "card_lost"},
    Rule{Scope::social_security, "3", State::refused, "card_locked"},
    Rule{Scope::social_security, "4", State::refused, "card_lost"},
    Rule{Scope::social_security, "9", State::refused, "card_cancelled"},
    Rule{Scope::bank_account, "0", State::activated, nullptr},
    Rule{Scope::bank_account, "1", State::already_active, nullptr},
};

const char* message_of(Scope scope, State result) {
    const bool now = result == State::activated;
    if (scope == Scope::bank_account)
        return now ? "您的社会保障卡金融账户已激活" : "您的社会保障卡金融账户此前已激活";
    return now ? "您的社会保障卡已激活" : "您的社会保障卡此前已激活";
}

HalfState half(Scope scope, const std::string& state) {
    return {state, std::string{state_label(scope, state)}};
}

const std::string& state_of(const IssuedCard& card, Scope scope) {
    return scope == Scope::social_security ? card.state : card.bank_state;
}

/// A kind that was not stated is not checked.
bool is_enrolled(const Person& person) {
    if (person.enrolment_kind == "none") return false;
    return person.enrolment_kind.empty() || !person.employed_on || person.registered_on;
}

/// Nothing when it was not stated or there is none. By when it had to be registered is not for the books.
std::optional<activation::Enrolment> enrolment_of(const Person& person) {
    if (person.enrolment_kind.empty() || person.enrolment_kind == "none") return std::nullopt;
    return activation::Enrolment{person.enrolment_kind, person.employed_on, person.registered_on, {}, {}};
}

/// What stands against the activation whatever the card's state.
const char* general_objection(const Request& request, const Person& person, const std::string& today) {
    if (!is_enrolled(person)) return "not_enrolled";
    if (request.card.expires_on && *request.card.expires_on < today) return "card_expired";
    const bool online = request.actor.channel == activation::Channel::online;
    if (request.scope == Scope::bank_account && online) return "in_person_only";
    return nullptr;
}

Rule rule_for(const Request& request, const std::string& state) {
    for (const auto& rule : rules) {
        if (rule.scope != request.scope || rule.state != state) continue;
        // What is active already changes nothing, whatever the terminal believed.
        const bool surprise = rule.result == State::activated && request.expect && *request.expect != state;
        if (!surprise) return rule;
    }
    return {request.scope, state, State::refused, "state_conflict"};
}

void describe(Decision& decision, const IssuedCard& card) {
    decision.social_security = half(Scope::social_security, card.state);
    decision.bank_account = half(Scope::bank_account, card.bank_state);
    if (card.state == "1" && card.bank_state == "0") decision.next = {"bank_account_activation_in_person"};
}

Decision refused(Reason reason) {
    Decision decision;
    decision.result = State::refused;
    decision.message = reason.message;
    decision.reason = std::move(reason);
    return decision;
}

Decision granted(const Request& request, const Rule& rule, IssuedCard card, activation::TimePoint now) {
    Decision decision;
    decision.result = rule.result;
    decision.message = message_of(request.scope, rule.result);
    if (rule.result == State::activated) {
        (request.scope == Scope::social_security ? card.state : card.bank_state) = "1";
        decision.effective_at = activation::rfc3339(now);
        decision.receipt_no = activation::make_request_no();
    }
    describe(decision, card);
    return decision;
}

}  // namespace

Reason refusal(const std::string& code) {
    std::string text;
    for (const auto& known : refusals)
        if (known.code == code) text = known.text;
    return {code, text, text, std::nullopt};
}

std::optional<Reason> identity_objection(const std::optional<activation::Holder>& holder,
                                         const activation::CardIdentity& card, const Facts& facts) {
    if (holder && !facts.person) return refusal("person_not_found");
    if (!facts.card) return refusal("card_not_found");
    const auto& found = *facts.card;
    if (found.card.identification_number != card.identification_number) return refusal("superseded_card");
    if (!holder) return std::nullopt;
    if (found.person.id_number != holder->id_number) return refusal("holder_mismatch");
    if (holder->name && *holder->name != found.person.name) return refusal("name_mismatch");
    return std::nullopt;
}

Decision judge(const Request& request, const Facts& facts, activation::TimePoint now) {
    if (auto objection = identity_objection(request.holder, request.card, facts))
        return refused(std::move(*objection));
    const auto& card = facts.card->card;
    const auto& state = state_of(card, request.scope);
    const auto rule = rule_for(request, state);
    const auto* code = general_objection(request, facts.card->person, activation::iso_date(now));
    if (code == nullptr) code = rule.code;
    if (code == nullptr) return granted(request, rule, card, now);
    auto reason = refusal(code);
    reason.card_state = state;
    auto decision = refused(std::move(reason));
    describe(decision, card);
    return decision;
}

activation::CardState card_state(const Registration& found, activation::TimePoint now) {
    activation::CardState state;
    state.social_security = half(Scope::social_security, found.card.state);
    state.bank_account = half(Scope::bank_account, found.card.bank_state);
    if (const auto& balance = found.person.balance_fen)
        state.medical_account = activation::MedicalAccount{*balance, activation::rfc3339(now)};
    state.enrolment = enrolment_of(found.person);
    return state;
}

}  // namespace sscard::backend
