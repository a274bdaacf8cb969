#include <algorithm>
#include <sscard/activation/procedure.hpp>
#include <thread>

#include "fate.hpp"

namespace sscard::activation {

namespace {

constexpr auto step = "activate";

/// Whether both ask for the same: all but request number, state expected, and time of reading; the day of
/// birth on the chip is not sent.
bool is_same_matter(const Request& one, Request other) {
    other.request_no = one.request_no;
    other.evidence.read_at = one.evidence.read_at;
    other.expect = one.expect;
    other.holder.birth_date = one.holder.birth_date;
    return one == other;
}

/// Whether both are about the same chip and the same person: card numbers are given again.
bool is_about_same(const Request& one, const Request& other) {
    return one.holder.id_number == other.holder.id_number &&
           one.card.identification_number == other.card.identification_number;
}

/// Whether there is nothing more to be asked for: it took effect, or will, or nobody knows.
bool is_done(State state) noexcept {
    return state == State::sent || state == State::activated || state == State::already_active ||
           state == State::pending || state == State::unknown;
}

/// What is open for this half of this card at this authority, the oldest first.
Result<std::vector<JournalRecord>> open_requests(const Request& request, const std::string& backend_name,
                                                 const Journal& journal) {
    JournalFilter filter;
    filter.card_number = request.card.number;
    filter.scope = request.scope;
    filter.backend = backend_name;
    filter.open = true;
    return journal.list(filter).map([](std::vector<JournalRecord> records) {
        std::reverse(records.begin(), records.end());
        return records;
    });
}

/// Of a card that nobody else is at.
Result<Outcome> carried_out_once(const Request& request, const std::string& backend_name, Backend& backend,
                                 Journal& journal, const Patience& patience, TimePoint now) {
    const auto earlier = open_requests(request, backend_name, journal);
    if (!earlier) return tl::unexpected<Error>{earlier.error()};
    for (const auto& record : *earlier) {
        if (is_past_asking(record, now)) continue;  // the state of the card decides over the new one
        const auto if_lost =
            is_same_matter(request, record.request) ? IfLost::send_again : IfLost::write_down;
        auto decision = settle(record.request.request_no, if_lost, backend, journal, patience, now);
        if (!decision && decision.error().fault == Fault::unknown_outcome)
            decision = of(record.state() == State::pending ? State::pending : State::unknown);
        if (!decision) return tl::unexpected<Error>{std::move(decision).error()};
        if (is_about_same(request, record.request) && is_done(decision->result))
            return Outcome{record.request.request_no, *std::move(decision), true};
    }
    return carry_out(request, backend_name, backend, journal, patience).map([&](Decision decision) {
        return Outcome{request.request_no, std::move(decision), false};
    });
}

/// Does it while nobody else is at this half of this card.
template <class Deed>
Result<Outcome> alone_at(const Request& request, Journal& journal, const Patience& patience, Deed deed) {
    for (;;) {
        const auto ours = journal.take_up_card(request.card.number, request.scope);
        if (!ours) return tl::unexpected<Error>{ours.error()};
        if (*ours) break;
        if (patience.over()) {
            return fail(*patience.over(), step, msgid("another process is activating this card"), {},
                        msgid("Nothing was sent. Wait for it, then look with: sscard journal list"));
        }
        std::this_thread::sleep_for(patience.next_slice());
    }
    auto outcome = deed();
    journal.put_down_card(request.card.number, request.scope);
    return outcome;
}

/// How long the authority took is worth knowing of many.
Result<Decision> carried_out(const Intent& intent, Backend& backend, Journal& journal,
                             const Patience& patience) {
    if (const auto over = patience.over()) return fail(*over, step);
    const Intent one[] = {intent};
    if (auto intended = journal.intend_all(one); !intended)
        return tl::unexpected<Error>{std::move(intended).error()};
    const auto begin = Patience::Clock::now();
    auto fate = fate_of(intent.request, backend, patience);
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(Patience::Clock::now() - begin);
    return written_down(intent.request, std::move(fate), journal, took);
}

}  // namespace

Result<Decision> carry_out(const Request& request, const std::string& backend_name, Backend& backend,
                           Journal& journal, const Patience& patience) {
    if (const auto over = patience.over()) return fail(*over, step);
    if (auto intended = journal.intend(request, backend_name); !intended)
        return tl::unexpected<Error>{std::move(intended).error()};
    return written_down(request, fate_of(request, backend, patience), journal);
}

Result<Outcome> carry_out_once(const Request& request, const std::string& backend_name, Backend& backend,
                               Journal& journal, const Patience& patience, TimePoint now) {
    return alone_at(request, journal, patience,
                    [&] { return carried_out_once(request, backend_name, backend, journal, patience, now); });
}

Result<void> settle_earlier(const Request& request, const std::string& backend_name, Backend& backend,
                            Journal& journal, const Patience& patience, TimePoint now) {
    const auto earlier = open_requests(request, backend_name, journal);
    if (!earlier) return tl::unexpected<Error>{earlier.error()};
    for (const auto& record : *earlier) {
        if (is_past_asking(record, now)) continue;  // the state of the card decides over the new one
        const auto& number = record.request.request_no;
        const auto decision = settle(number, IfLost::write_down, backend, journal, patience, now);
        if (!decision && decision.error().fault != Fault::unknown_outcome)
            return tl::unexpected<Error>{decision.error()};
        if (is_about_same(request, record.request) && (!decision || is_open(decision->result))) {
            return fail(Fault::unknown_outcome, step, msgid("an earlier request for this card is open: {0}"),
                        {number}, msgid("It has to be settled first: sscard journal resolve"));
        }
    }
    return {};
}

Result<Outcome> carry_out_row(const Intent& intent, const std::optional<std::string>& open, Backend& backend,
                              Journal& journal, const Patience& patience, TimePoint now) {
    const auto& number = open ? *open : intent.request.request_no;
    return alone_at(intent.request, journal, patience, [&]() -> Result<Outcome> {
        if (!open) {
            auto free = settle_earlier(intent.request, intent.backend, backend, journal, patience, now);
            if (!free) return tl::unexpected<Error>{std::move(free).error()};
        }
        auto decision = open ? settle(*open, IfLost::send_again, backend, journal, patience, now)
                             : carried_out(intent, backend, journal, patience);
        if (!decision) return tl::unexpected<Error>{std::move(decision).error()};
        return Outcome{number, *std::move(decision), open.has_value()};
    });
}

}  // namespace sscard::activation
