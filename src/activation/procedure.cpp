#include <algorithm>
#include <array>
#include <sscard/activation/procedure.hpp>
#include <string_view>
#include <utility>

namespace sscard::activation {

namespace {

constexpr auto step = "activate";
constexpr auto question_step = "ask what became of the request";
constexpr std::chrono::days idempotency_time{30};  // authorities keep request numbers at least so long
constexpr std::chrono::seconds question_time{5};
constexpr std::array nothing_applied{Fault::backend_unreachable, Fault::backend_auth, Fault::timeout,
                                     Fault::interrupted};
constexpr std::array answers{State::activated, State::already_active, State::pending, State::refused};

template <class Set, class Value>
bool contains(const Set& set, Value value) noexcept {
    return std::find(set.begin(), set.end(), value) != set.end();
}

/// A decision, or an unknown outcome, or why there is neither.
struct Fate {
    Result<Decision> answer;
    State without_decision = State::not_sent;  // what is written down then
};

/// Not of a result that no authority gives, nor of one that contradicts itself: said to be active, while the
/// state of that half is another one.
bool is_believable(const Decision& decision, const Request& request) {
    if (!contains(answers, decision.result)) return false;
    if (decision.result != State::activated && decision.result != State::already_active) return true;
    const auto& half =
        request.scope == Scope::bank_account ? decision.bank_account : decision.social_security;
    return !half || half->state == "1";
}

/// Any fault that does not promise that nothing was applied leaves the outcome open.
bool leaves_open(const Result<Decision>& answer, const Request& request) {
    if (answer) return !is_believable(*answer, request);
    return !contains(nothing_applied, answer.error().fault);
}

Decision of(State result) {
    Decision decision;
    decision.result = result;
    return decision;
}

Patience for_question(const Patience& patience) {
    const auto least = Patience::Clock::now() + question_time;
    return patience.deadline() >= least ? patience : patience.renewed(question_time);
}

template <class Answer>
bool is_sent_elsewhere(const Result<Answer>& answer) {
    const auto* sentence = answer ? nullptr : answer.error().sentence;
    return sentence != nullptr && std::string_view{sentence} == sends_elsewhere;
}

/// Sends the request, and asks what became of it as long as that is open; sends it once more when it never
/// arrived. Whoever is sent elsewhere all the time hears that.
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
    return {fail(Fault::backend_unreachable, step, msgid("the request never arrived at the backend"))};
}

/// The fate's answer, once it is in the journal.
Result<Decision> written_down(const Request& request, Fate fate, Journal& journal) {
    const auto decision = fate.answer ? *fate.answer : of(fate.without_decision);
    const auto written = journal.decide(request.request_no, decision.result, decision);
    if (written) return std::move(fate.answer);
    // The row `intended` stays: perhaps sent, so nobody takes it for undone.
    return tl::unexpected<Error>{
        Error{Fault::journal, step, written.error().detail, nullptr, nullptr, {}}.because(
            msgid("what became of the request {0} could not be written down in the journal"),
            {request.request_no},
            msgid("make the journal writable, then ask the authority with: sscard journal resolve"))};
}

/// Why the authority's word that it does not know the request proves nothing.
std::optional<Error> doubt(const JournalRecord& record, TimePoint now) {
    if (record.state() == State::pending) {
        return Error{Fault::backend_malformed, question_step}.because(
            msgid("the authority has accepted the request and does not know it any more"), {},
            msgid("Tell whoever runs it; the state of the card is told by: sscard status"));
    }
    const auto since = time_of(record.entries.front().at);
    if (since && now - *since < idempotency_time) return std::nullopt;
    return Error{Fault::unknown_outcome, question_step}.because(
        msgid("the request is too old: that the authority does not know it proves nothing"), {},
        msgid("The state of the card is told by: sscard status"));
}

/// What the authority says became of the request; the fault of the backend when it has no word.
Result<Decision> word_on(const JournalRecord& record, IfLost if_lost, Backend& backend,
                         const Patience& patience, TimePoint now) {
    const auto& request = record.request;
    auto known = backend.query(request.request_no, patience);
    if (!known) return tl::unexpected<Error>{std::move(known).error()};
    if (*known) {
        if (is_believable(**known, request)) return **std::move(known);
        return fail(Fault::backend_malformed, question_step);
    }
    if (auto objection = doubt(record, now)) return tl::unexpected<Error>{*std::move(objection)};
    if (if_lost == IfLost::write_down) return of(State::not_sent);
    return fate_of(request, backend, patience).answer;
}

/// Of a request that nobody else is at; read only now, because somebody may have been.
Result<Decision> settled(const std::string& request_no, IfLost if_lost, Backend& backend, Journal& journal,
                         const Patience& patience, TimePoint now) {
    const auto record = journal.find(request_no);
    if (!record) return tl::unexpected<Error>{record.error()};
    if (!*record) return fail(Fault::internal, question_step);
    const auto state = (*record)->state();
    if (!is_open(state)) return (*record)->entries.back().decision.value_or(of(state));
    auto word = word_on(**record, if_lost, backend, patience, now);
    if (!word || word->result == state) return word;
    return written_down((*record)->request, {std::move(word)}, journal);
}

}  // namespace

Result<Decision> carry_out(const Request& request, const std::string& backend_name, Backend& backend,
                           Journal& journal, const Patience& patience) {
    if (const auto over = patience.over()) return fail(*over, step);
    if (auto intended = journal.intend(request, backend_name); !intended)
        return tl::unexpected<Error>{std::move(intended).error()};
    return written_down(request, fate_of(request, backend, patience), journal);
}

Result<Decision> settle(const std::string& request_no, IfLost if_lost, Backend& backend, Journal& journal,
                        const Patience& patience, TimePoint now) {
    if (const auto over = patience.over()) return fail(*over, question_step);
    const auto taken = journal.take_up(request_no);
    if (!taken) return tl::unexpected<Error>{taken.error()};
    if (!*taken) return of(State::sent);
    auto word = settled(request_no, if_lost, backend, journal, patience, now);
    journal.put_down(request_no);
    return word;
}

bool is_same_matter(const Request& one, Request other) {
    other.request_no = one.request_no;
    other.evidence.read_at = one.evidence.read_at;
    other.expect = one.expect;
    other.holder.birth_date = one.holder.birth_date;
    return one == other;
}

}  // namespace sscard::activation
