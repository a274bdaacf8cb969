#include "fate.hpp"

#include <algorithm>
#include <array>
#include <sscard/activation/reason_codes.hpp>
#include <utility>

namespace sscard::activation {

namespace {

constexpr auto step = "activate";
constexpr std::chrono::seconds question_time{5};
constexpr std::array nothing_applied{Fault::backend_unreachable, Fault::backend_auth, Fault::timeout,
                                     Fault::interrupted};
constexpr std::array answers{State::activated, State::already_active, State::pending, State::refused};

template <class Set, class Value>
bool contains(const Set& set, Value value) noexcept {
    return std::find(set.begin(), set.end(), value) != set.end();
}

/// Any fault that does not promise that nothing was applied leaves the outcome open.
bool leaves_open(const Result<Decision>& answer, const Request& request) {
    if (answer) return !is_believable(*answer, request);
    return !contains(nothing_applied, answer.error().fault);
}

Patience for_question(const Patience& patience) {
    const auto least = Patience::Clock::now() + question_time;
    return patience.deadline() >= least ? patience : patience.renewed(question_time);
}

/// By an answer with a status of 300 to 399.
template <class Answer>
bool is_sent_elsewhere(const Result<Answer>& answer) {
    return !answer && answer.error().fault == Fault::backend_malformed && answer.error().detail >= 300 &&
           answer.error().detail < 400;
}

bool is_refusal(const std::optional<Reason>& reason) noexcept {
    const auto* known = reason ? reason_code(reason->code) : nullptr;
    return known != nullptr && known->meaning == Meaning::refusal;
}

}  // namespace

Decision of(State result) {
    Decision decision;
    decision.result = result;
    return decision;
}

bool is_believable(const Decision& decision, const Request& request) {
    if (!contains(answers, decision.result)) return false;
    if (decision.result == State::refused) return is_refusal(decision.reason);
    if (decision.result != State::activated && decision.result != State::already_active) return true;
    const auto& half =
        request.scope == Scope::bank_account ? decision.bank_account : decision.social_security;
    return !half || half->state == "1";
}

Decision Fate::decision() const { return answer ? *answer : of(without_decision); }

/// Asks what became of it when the answer is lost, and sends it once more when it never arrived. Whoever is
/// sent elsewhere all the time hears that.
Fate fate_of(const Request& request, Backend& backend, const Patience& patience) {
    auto answer = backend.activate(request, patience);
    for (const bool may_send_again : {true, false}) {
        if (!leaves_open(answer, request)) return {answer};
        auto known = backend.query(request.request_no, for_question(patience));
        if (is_sent_elsewhere(answer) && is_sent_elsewhere(known)) return {answer, State::unknown};
        if (!known) return {of(State::unknown)};
        if (*known) return {is_believable(**known, request) ? std::move(**known) : of(State::unknown)};
        if (!may_send_again || patience.over()) break;
        answer = backend.activate(request, patience);
    }
    if (is_sent_elsewhere(answer)) return {answer};
    return {
        fail(Fault::backend_unreachable, step, msgid("the authority does not know the request"), {},
             msgid("Nothing took effect. Run the command again later; if it stays so, tell whoever runs the "
                   "authority."))};
}

Result<Decision> written_down(const Request& request, Fate fate, Journal& journal,
                              std::optional<std::chrono::milliseconds> took) {
    const Decided decided[] = {{request.request_no, fate.state(), fate.decision(), took}};
    const auto written = journal.decide_all(decided);
    if (written) return std::move(fate.answer);
    // The row `intended` stays: perhaps sent, so nobody takes it for undone.
    return tl::unexpected<Error>{
        Error{Fault::journal, step, written.error().detail, nullptr, nullptr, {}}.because(
            msgid("what became of the request {0} could not be written down in the journal"),
            {request.request_no},
            msgid("make the journal writable, then ask the authority with: sscard journal resolve"))};
}

}  // namespace sscard::activation
