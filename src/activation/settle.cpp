#include <sscard/activation/procedure.hpp>

#include "fate.hpp"

namespace sscard::activation {

namespace {

constexpr auto question_step = "ask what became of the request";
constexpr std::chrono::days idempotency_time{30};  // authorities keep request numbers at least so long

/// Why the authority's word that it does not know the request proves nothing.
std::optional<Error> doubt(const JournalRecord& record, TimePoint now) {
    if (record.state() == State::pending) {
        return Error{Fault::backend_malformed, question_step}.because(
            msgid("the authority has accepted the request and does not know it any more"), {},
            msgid("Tell whoever runs it; the state of the card is told by: sscard status"));
    }
    if (!is_past_asking(record, now)) return std::nullopt;
    return Error{Fault::unknown_outcome, question_step}.because(
        msgid("the request is too old: that the authority does not know it proves nothing"), {},
        msgid("The state of the card is told by: sscard status"));
}

/// Of a request that nobody else is at; read only now, because somebody may have been.
Result<Decision> settled(const std::string& request_no, IfLost if_lost, Backend& backend, Journal& journal,
                         const Patience& patience, TimePoint now) {
    const auto record = journal.find(request_no);
    if (!record) return tl::unexpected<Error>{record.error()};
    if (!*record)
        return fail(Fault::journal, question_step, msgid("the journal has no request {0}"), {request_no});
    const auto state = (*record)->state();
    if (!is_open(state)) return (*record)->entries.back().decision.value_or(of(state));
    auto fate = fate_of_open(**record, if_lost, backend, patience, now);
    if (fate.state() == state) return std::move(fate.answer);
    return written_down((*record)->request, std::move(fate), journal);
}

}  // namespace

bool is_past_asking(const JournalRecord& record, TimePoint now) noexcept {
    const auto since = time_of(record.entries.front().at);
    return !since || now - *since >= idempotency_time;
}

Fate fate_of_open(const JournalRecord& record, IfLost if_lost, Backend& backend, const Patience& patience,
                  TimePoint now) {
    const auto& request = record.request;
    auto known = backend.query(request.request_no, patience);
    if (!known) return {tl::unexpected<Error>{std::move(known).error()}, record.state()};
    if (*known) {
        if (is_believable(**known, request)) return {**std::move(known)};
        return {fail(Fault::backend_malformed, question_step), record.state()};
    }
    if (auto objection = doubt(record, now))
        return {tl::unexpected<Error>{*std::move(objection)}, record.state()};
    if (if_lost == IfLost::write_down) return {of(State::not_sent)};
    return fate_of(request, backend, patience);
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

}  // namespace sscard::activation
