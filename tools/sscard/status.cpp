#include <fmt/format.h>
#include <sscard/activation/clock.hpp>
#include <sscard/activation/dates.hpp>

#include "backends.hpp"
#include "calendar.hpp"
#include "language.hpp"
#include "quoted.hpp"
#include "reading_report.hpp"
#include "subject.hpp"
#include "words.hpp"

namespace sscard::tool {
namespace {

using activation::CardState;
using activation::Reason;

std::string yuan(std::int64_t fen) {
    constexpr std::int64_t fen_a_yuan = 100;
    const auto magnitude = fen < 0 ? -fen : fen;
    return fmt::format("{}{}.{:02}", fen < 0 ? "-" : "", magnitude / fen_a_yuan, magnitude % fen_a_yuan);
}

Json enrolment_document(const activation::Enrolment& enrolment) {
    return {{"kind", enrolment.kind},
            {"employed_on", json_or_null(enrolment.employed_on)},
            {"registered_on", json_or_null(enrolment.registered_on)},
            {"due_on", json_or_null(enrolment.due_on)},
            {"days_late", json_or_null(enrolment.days_late)}};
}

void add_enrolment(Sheet& sheet, const activation::Enrolment& enrolment) {
    sheet.row(tr(msgid("enrolled as")), tr(sentence_for_enrolment(enrolment.kind)));
    sheet.row(tr(msgid("employed on")), enrolment.employed_on);
    sheet.row(tr(msgid("registered on")), enrolment.registered_on);
    if (enrolment.due_on) sheet.row(tr(msgid("to be registered by")), enrolment.due_on);
    if (enrolment.days_late) sheet.row(tr(msgid("days late")), std::to_string(*enrolment.days_late));
}

Json head(const Subject& subject, const Settings& settings) {
    return {
        {"schema", "sscard.status/1"},
        {"holder", holder_document(subject.holder, settings)},
        {"card",
         {{"number", subject.card.number}, {"identification_number", subject.card.identification_number}}}};
}

Report report_on(const Subject& subject, const CardState& state, const Settings& settings) {
    auto document = head(subject, settings);
    document["social_security"] = half_document(state.social_security);
    document["bank_account"] = half_document(state.bank_account);
    document["enrolment"] = state.enrolment ? enrolment_document(*state.enrolment) : Json(nullptr);
    document["medical_account"] = nullptr;
    document["reason"] = nullptr;
    document["backend"] = settings[Key::backend];
    if (subject.genuine) document["genuine"] = *subject.genuine;

    Sheet sheet;
    sheet.title(tr(msgid("Status of the card")));
    if (subject.genuine) sheet.title(tr(sentence_for_genuine(*subject.genuine)));
    if (!subject.holder.id_number.empty())
        sheet.row(tr(msgid("holder")), shown_holder(subject.holder, settings));
    sheet.row(tr(msgid("card number")), subject.card.number);
    sheet.row(tr(msgid("social security half")), half(state.social_security));
    sheet.row(tr(msgid("bank half")), half(state.bank_account));
    if (state.enrolment) add_enrolment(sheet, *state.enrolment);
    if (const auto& account = state.medical_account) {
        document["medical_account"] = {{"balance_fen", account->balance_fen}, {"as_of", account->as_of}};
        sheet.row(tr(msgid("medical account")), fmt::format(fmt::runtime(tr(msgid("{0} yuan, as of {1}"))),
                                                            yuan(account->balance_fen), account->as_of));
    }
    return {std::move(document), sheet.text()};
}

Report report_on(const Subject& subject, const Reason& reason, const Settings& settings) {
    auto document = head(subject, settings);
    for (const auto* member : {"social_security", "bank_account", "enrolment", "medical_account"})
        document[member] = nullptr;
    activation::Request about;
    about.holder = subject.holder;
    document["reason"] = reason_document(shown_words(reason, about, settings));
    document["backend"] = settings[Key::backend];
    return {std::move(document),
            {},
            Error{Fault::refused, "status"}.because(msgid("the authority does not tell: {0}"),
                                                    {reason_text(reason)},
                                                    msgid("Compare the card with the holder's ID card."))};
}

Result<Report> run(const Desk& desk, const SubjectOptions& options) {
    const auto calendar = calendar_of(desk.settings.file());
    if (!calendar) return tl::unexpected{calendar.error()};
    LazyBackend authority{desk.settings};
    const auto subject = identify(options, desk, authority);
    if (!subject) return tl::unexpected{subject.error()};
    const auto backend = authority.get();
    if (!backend) return tl::unexpected{backend.error()};
    std::optional<activation::Holder> holder;
    if (!subject->holder.id_number.empty()) holder = subject->holder;
    const Patience patience{backend_time(desk.settings), desk.stop};
    auto answer = (*backend)->lookup(holder, subject->card, patience);
    if (!answer) return tl::unexpected{std::move(answer.error())};
    if (auto* state = std::get_if<CardState>(&*answer); state != nullptr && state->enrolment) {
        const auto today = activation::day_in(activation::iso_date(activation::system_now()));
        state->enrolment = with_deadline(*std::move(state->enrolment), *calendar, today.value());
    }
    return std::visit([&](const auto& told) { return report_on(*subject, told, desk.settings); }, *answer);
}

}  // namespace

void add_status(Verb app, Chosen& chosen) {
    auto options = std::make_shared<std::shared_ptr<SubjectOptions>>();
    auto verb = app.verb("status", msgid("Ask for the state of both halves of the card"),
                         "  sscard status\n"
                         "  sscard status --json\n"
                         "  sscard status --manual --card-number N --identification-number N\n",
                         chosen, [options](const Desk& desk) { return run(desk, **options); });
    *options = add_subject_options(verb);
}

}  // namespace sscard::tool
