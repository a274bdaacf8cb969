#include "station_card.hpp"

#include <algorithm>
#include <sscard/activation/clock.hpp>
#include <sscard/activation/rules.hpp>

#include "backends.hpp"
#include "batch_mistakes.hpp"
#include "exit_codes.hpp"
#include "language.hpp"
#include "quoted.hpp"
#include "terminal.hpp"
#include "words.hpp"

namespace sscard::tool {
namespace {

using activation::State;
using batch::Fit;

/// Why a card is set aside, where it is no failure.
struct Misfit {
    const char* code;
    const char* sentence;  // msgid
};

constexpr Misfit not_in_file{"not_in_file", msgid("The file has no row for this card.")};
constexpr Misfit no_id_number{"id_number_unknown",
                              msgid("The card does not give the holder's id number, and no row has it.")};
constexpr Misfit in_another_reader{"in_another_reader",
                                   msgid("A card of the same number is in another reader just now.")};
constexpr Misfit row_invalid{"row_invalid", msgid("The row of this card is invalid:")};
constexpr Misfit row_refused{"row_refused", msgid("The row of this card is not sent:")};

Misfit misfit_of(Fit fit) {
    switch (fit) {
        case Fit::other_holder:
            return {"other_id_number", msgid("The row of this card has another id number.")};
        case Fit::other_chip:
            return {"other_identification_number",
                    msgid("The row of this card has another identification number.")};
        case Fit::other_name:
            return {"other_name", msgid("The row of this card has another name.")};
        case Fit::fits:
            break;
    }
    return {};
}

Try aside(const Misfit& why, std::uint64_t row = 0, const std::string& more = {}) {
    auto words = std::string{tr(why.sentence)} + (more.empty() ? "" : " " + more);
    return {CardNews{CardEnd::set_aside, row, State::not_sent, why.code, in_one_line(std::move(words)), {}}};
}

Try already(std::uint64_t row, State state) {
    return {CardNews{CardEnd::already, row, state, {}, tr(sentence_for(state)), {}}};
}

/// It is not this card's fault: what comes next goes the same way.
bool is_about_all(Fault fault) noexcept {
    constexpr Fault faults[] = {Fault::backend_auth, Fault::journal, Fault::config, Fault::input,
                                Fault::usage};
    return std::find(std::begin(faults), std::end(faults), fault) != std::end(faults);
}

bool is_about_absence(Fault fault) noexcept {
    return fault == Fault::no_card || fault == Fault::no_reader || fault == Fault::card_removed;
}

/// A card that is set aside, with the failure's code and words.
CardNews set_aside(const Error& failure, std::uint64_t row) {
    auto error = failure;
    if (is_about_absence(error.fault)) {
        error.fault = Fault::card_removed;
        error = std::move(error).because(msgid("the card was pulled out too early"), {},
                                         msgid("Put it in again, and leave it in until you are told."));
    }
    return {CardEnd::set_aside,
            row,
            State::not_sent,
            std::string{exit_code(error.fault).code},
            in_one_line(explained(error)),
            {}};
}

/// As it is told: a request that is on its way may have taken effect.
State told(State state) noexcept {
    return is_open(state) && state != State::pending ? State::unknown : state;
}

std::optional<Error> if_about_all(const Error& error) {
    return is_about_all(error.fault) ? std::optional{error} : std::nullopt;
}

}  // namespace

Patience CardDealing::patience() const { return Patience{backend_time(desk_->settings), *called_off_}; }

Try CardDealing::take(const std::string& reader) const {
    const auto settings = desk_->settings.with(Key::reader, reader).with(Key::wait, "0");
    const auto subject = subject_on_chip(Desk{settings, desk_->stop}, batch_->authority());
    if (!subject && subject.error().fault == Fault::backend_unreachable) return {{}, subject.error()};
    if (!subject) return failed(subject.error());
    if (auto genuine = require_genuine(*subject); !genuine) return failed(genuine.error());
    return match(*subject);
}

Try CardDealing::match(const Subject& subject) const {
    if (!stack_->take_up(subject.card.number)) return aside(in_another_reader);
    auto one = matched(subject);
    stack_->put_down(subject.card.number);
    return one;
}

Try CardDealing::matched(const Subject& subject) const {
    const auto place = stack_->find(subject.card.number);
    if (!place) return failed(place.error());
    if (*place) return of_row(**place, subject);
    return any_ ? of_no_row(subject) : aside(not_in_file);
}

Try CardDealing::of_row(const batch::Place& place, const Subject& subject) const {
    const auto& verdict = place.verdict;
    if (verdict.state == State::invalid)
        return aside(row_invalid, place.row, sentences_for(verdict.mistakes));
    if (const auto fit = batch::fit(verdict.request, subject.holder, subject.card); fit != Fit::fits)
        return aside(misfit_of(fit), place.row);
    if (verdict.reason) return aside(row_refused, place.row, reason_text(*verdict.reason));
    if (!is_open(place.known.state) && place.known.state != State::not_sent)
        return already(place.row, place.known.state);
    const auto request = batch::completed(verdict.request, subject.holder, subject.card, subject.evidence);
    if (const auto reason = activation::forbidden(request, activation::iso_date(activation::system_now())))
        return aside(row_refused, place.row, reason_text(*reason));
    auto outcome = batch::carry_out(batch_->work(), place, request, patience());
    if (!outcome && nobody_answered(outcome.error(), place)) return {{}, outcome.error(), {}, place.row};
    return decided(place.known, request, std::move(outcome));
}

Try CardDealing::of_no_row(const Subject& subject) const {
    if (subject.holder.id_number.empty()) return aside(no_id_number);
    auto request = batch_->matter();
    request.request_no = activation::make_request_no();
    request.holder = subject.holder;
    request.card = subject.card;
    request.evidence = subject.evidence;
    if (const auto reason = activation::forbidden(request, activation::iso_date(activation::system_now())))
        return aside({reason->code.c_str(), msgid("A rule forbids it:")}, 0, reason_text(*reason));
    const auto& work = batch_->work();
    auto outcome =
        activation::carry_out_once(request, work.backend_name, work.backend, work.journal, patience());
    if (!outcome && nobody_answered(outcome.error(), {})) return {{}, outcome.error()};
    return decided({}, request, std::move(outcome));
}

/// Whether it is worth another try.
bool CardDealing::nobody_answered(const Error& error, const batch::Place& place) const {
    if (error.fault != Fault::unknown_outcome)
        return error.fault == Fault::backend_unreachable || error.fault == Fault::timeout;
    if (!place.known.request_no) return false;
    const auto record = batch_->work().journal.find(*place.known.request_no);
    return record && *record && !activation::is_past_asking(**record, activation::system_now());
}

Try CardDealing::decided(const activation::RowState& known, const activation::Request& request,
                         Result<activation::Outcome> outcome) const {
    const auto row = static_cast<std::uint64_t>(known.row);
    if (!outcome) {
        auto one = undecided(outcome.error(), row, request.request_no);
        if (one.news) one.news->before = told(known.state);
        return one;
    }
    const auto decision = shown_words(std::move(outcome->decision), request, desk_->settings);
    CardNews news{CardEnd::done,    row, decision.result, {}, {}, std::move(outcome->request_no),
                  told(known.state)};
    if (decision.reason)
        news.words = reason_text(*decision.reason);
    else
        news.words = decision.message.value_or(tr(sentence_for(decision.result)));
    news.words = in_one_line(std::move(news.words));
    return {std::move(news)};
}

Try CardDealing::undecided(const Error& error, std::uint64_t row, const std::string& request_no) const {
    const auto known = known_of(row, request_no);
    if (!known || !is_open(known->state)) return failed(error, row);
    const auto state = told(known->state);
    auto number = known->request_no.value_or("");
    CardNews news{CardEnd::done, row, state, {}, in_one_line(explained(error)), std::move(number), state};
    return {std::move(news), {}, if_about_all(error)};
}

/// Nothing when the journal does not know.
std::optional<activation::RowState> CardDealing::known_of(std::uint64_t row,
                                                          const std::string& request_no) const {
    if (row != 0) {
        const auto known = stack_->known(row);
        return known ? std::optional{*known} : std::nullopt;
    }
    const auto record = batch_->work().journal.find(request_no);
    if (!record || !*record) return std::nullopt;
    return activation::RowState{.state = (*record)->state(), .request_no = request_no};
}

/// Nothing became of this card.
Try CardDealing::failed(const Error& error, std::uint64_t row) const {
    if (error.fault == Fault::interrupted && (desk_->stop || *called_off_)) return {};
    return {set_aside(error, row), {}, if_about_all(error)};
}

}  // namespace sscard::tool
