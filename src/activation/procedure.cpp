#include <algorithm>
#include <array>
#include <sscard/activation/procedure.hpp>
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

/// A decision, or an unknown outcome, or the fault for which nothing was applied.
using Fate = Result<Decision>;

/// Any fault that does not promise that nothing was applied leaves the outcome open.
bool is_open(const Result<Decision>& answer) {
    if (answer) return !contains(answers, answer->result);
    return !contains(nothing_applied, answer.error().fault);
}

Decision unknown_outcome() {
    Decision decision;
    decision.result = State::unknown;
    return decision;
}

Patience for_question(const Patience& patience) {
    const auto least = Patience::Clock::now() + question_time;
    return patience.deadline() >= least ? patience : patience.renewed(question_time);
}

/// Asks what became of an open request; sends it once more when it never arrived.
Fate ask(const Request& request, Backend& backend, const Patience& patience) {
    for (const bool may_send_again : {true, false}) {
        auto known = backend.query(request.request_no, for_question(patience));
        if (!known) return unknown_outcome();
        if (*known) return contains(answers, (*known)->result) ? std::move(**known) : unknown_outcome();
        if (!may_send_again || patience.over()) break;
        auto answer = backend.activate(request, patience);
        if (!is_open(answer)) return answer;
    }
    return fail(Fault::backend_unreachable, step, msgid("the request never arrived at the backend"));
}

Fate fate_of(const Request& request, Backend& backend, const Patience& patience) {
    auto answer = backend.activate(request, patience);
    return is_open(answer) ? ask(request, backend, patience) : answer;
}

Result<void> write_down(const Request& request, const Fate& fate, Journal& journal) {
    if (fate) return journal.decide(request.request_no, fate->result, *fate);
    Decision decision;
    decision.result = State::not_sent;
    return journal.decide(request.request_no, State::not_sent, decision);
}

}  // namespace

Result<Decision> carry_out(const Request& request, const std::string& backend_name, Backend& backend,
                           Journal& journal, const Patience& patience) {
    if (const auto over = patience.over()) return fail(*over, step);
    if (auto intended = journal.intend(request, backend_name); !intended)
        return tl::unexpected<Error>{std::move(intended).error()};
    auto fate = fate_of(request, backend, patience);
    const auto written = write_down(request, fate, journal);
    if (written) return fate;
    // The row `intended` stays: perhaps sent, so nobody takes it for undone.
    return tl::unexpected<Error>{
        Error{Fault::journal, step, written.error().detail, nullptr, nullptr, {}}.because(
            msgid("what became of the request {0} could not be written down in the journal"),
            {request.request_no},
            msgid("make the journal writable, then ask the authority with: sscard status"))};
}

}  // namespace sscard::activation
