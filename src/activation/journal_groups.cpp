#include <sscard/activation/codec.hpp>
#include <sscard/activation/words.hpp>

#include "sealed_journal.hpp"

namespace sscard::activation {

namespace {

constexpr auto step = "write the journal";

tl::unexpected<Error> sent_once(const std::string& request_no) {
    return fail(Fault::journal, step, msgid("the journal has a request {0} already; a request is sent once"),
                {request_no});
}

}  // namespace

Result<void> SealedJournal::intend_all(std::span<const Intent> intents) {
    const std::lock_guard guard{mutex_};
    for (const auto& intent : intents)
        if (in_flight_.contains(intent.request.request_no)) return sent_once(intent.request.request_no);
    // Before the entries are there: nobody shall find them without their marks.
    auto written = mark_all(intents);
    if (written) written = append_all(intents);
    if (written) return {};
    for (const auto& intent : intents) {
        if (!intent.place) put_down(intent.request.request_no);
        in_flight_.erase(intent.request.request_no);
    }
    return written;
}

Result<void> SealedJournal::mark_all(std::span<const Intent> intents) {
    for (const auto& intent : intents) {
        if (intent.place) {
            if (auto begun = is_begun(intent.place->batch); !begun) return begun;
            continue;
        }
        const auto marked = mark(intent.request.request_no);
        if (!marked) return tl::unexpected<Error>{marked.error()};
        if (!*marked) return sent_once(intent.request.request_no);
    }
    return {};
}

Result<void> SealedJournal::append_all(std::span<const Intent> intents) {
    return table_.appending([&](ChainEnd& end) -> Result<void> {
        for (const auto& intent : intents)
            if (auto written = append_intent(intent, end); !written) return written;
        return {};
    });
}

Result<void> SealedJournal::append_intent(const Intent& intent, ChainEnd& end) {
    const auto& request = intent.request;
    NewEntry entry{.request_no = request.request_no,
                   .state = std::string{word(State::intended)},
                   .backend = intent.backend,
                   .scope = std::string{word(request.scope)},
                   .id_index = table_.id_index(request.holder.id_number),
                   .card_index = table_.card_index(request.card.number),
                   .content = to_json(request)};
    if (intent.place) {
        if (auto free = is_free(*intent.place); !free) return free;
        entry.batch = intent.place->batch;
        entry.row = intent.place->row;
    }
    const auto written = table_.append(entry, end);
    if (!written) return tl::unexpected<Error>{written.error()};
    if (!*written) return sent_once(request.request_no);
    in_flight_.insert_or_assign(request.request_no, Intended{entry.backend, entry.scope, intent.place});
    return {};
}

Result<void> SealedJournal::decide_all(std::span<const Decided> decided) {
    for (const auto& one : decided)
        if (one.state == State::intended) return fail(Fault::internal, step);
    const std::lock_guard guard{mutex_};
    auto written = table_.appending([&](ChainEnd& end) -> Result<void> {
        for (const auto& one : decided)
            if (auto appended = append_decision(one, end); !appended) return appended;
        return {};
    });
    for (const auto& one : decided) {
        const auto known = in_flight_.find(one.request_no);
        // Requests of a batch share its mark.
        if (known == in_flight_.end() || !known->second.place) put_down(one.request_no);
        if (known != in_flight_.end()) in_flight_.erase(known);
    }
    return written;
}

Result<void> SealedJournal::append_decision(const Decided& decided, ChainEnd& end) {
    const auto asked = intended(decided.request_no);
    if (!asked) return tl::unexpected<Error>{asked.error()};
    NewEntry entry{.request_no = decided.request_no,
                   .state = std::string{word(decided.state)},
                   .backend = asked->backend,
                   .scope = asked->scope,
                   .content = to_json(decided.decision, decided.request_no)};
    if (asked->place) {
        entry.batch = asked->place->batch;
        entry.row = asked->place->row;
    }
    if (decided.took) entry.took_ms = decided.took->count();
    const auto written = table_.append(entry, end);
    if (!written) return tl::unexpected<Error>{written.error()};
    return {};
}

Result<Intended> SealedJournal::intended(const std::string& request_no) const {
    if (const auto known = in_flight_.find(request_no); known != in_flight_.end()) return known->second;
    auto asked = table_.intended(request_no);
    if (!asked) return tl::unexpected<Error>{std::move(asked).error()};
    if (*asked) return **std::move(asked);
    return fail(Fault::journal, step, msgid("the journal has no request {0}"), {request_no});
}

Result<void> SealedJournal::is_free(const BatchRow& place) const {
    const auto state = table_.last_state_of(place);
    if (!state) return tl::unexpected<Error>{state.error()};
    if (state->empty() || *state == word(State::not_sent)) return {};
    return fail(Fault::internal, step);
}

Result<void> SealedJournal::is_begun(std::int64_t batch) const {
    if (begun_.contains(batch)) return {};
    return fail(Fault::internal, step);
}

}  // namespace sscard::activation
