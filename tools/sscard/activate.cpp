#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <iostream>
#include <sscard/activation/clock.hpp>
#include <sscard/activation/journal.hpp>
#include <sscard/activation/procedure.hpp>
#include <sscard/activation/rules.hpp>
#include <sscard/activation/words.hpp>

#include "language.hpp"
#include "open_journal.hpp"
#include "subject.hpp"
#include "words.hpp"

namespace sscard::tool {
namespace {

using activation::Decision;
using activation::Reason;
using activation::Request;
using activation::State;

struct ActivateOptions {
    std::shared_ptr<SubjectOptions> subject;
    std::string scope = "social-security";
    std::string service;
    std::string agent_name;
    std::string agent_id_number;
    std::string agent_relation;
    std::string agent_phone;
    bool dry_run = false;
};

auto usage(const char* sentence, const char* cure) {
    return fail(Fault::usage, "options", sentence, {}, cure);
}

/// Nobody, or who acts for the holder.
Result<std::optional<activation::Agent>> agent_of(const ActivateOptions& options) {
    const bool any = !options.agent_name.empty() || !options.agent_id_number.empty() ||
                     !options.agent_relation.empty() || !options.agent_phone.empty();
    if (!any) return std::optional<activation::Agent>{};
    const auto relation = activation::from_word<activation::Relation>(options.agent_relation);
    if (options.agent_name.empty() || options.agent_id_number.empty() || !relation) {
        return usage(msgid("who acts for the holder is not fully named"),
                     msgid("Give --agent-name, --agent-id-number and --agent-relation together."));
    }
    auto id_number = typed_id_number("--agent-id-number", options.agent_id_number);
    if (!id_number) return tl::unexpected{std::move(id_number.error())};
    activation::Agent agent{options.agent_name, *std::move(id_number), *relation, {}};
    if (!options.agent_phone.empty()) agent.phone = options.agent_phone;
    return std::optional{std::move(agent)};
}

std::optional<std::string> configured(const Settings& settings, Key key) {
    const auto& text = settings[key];
    if (text.empty()) return std::nullopt;
    return text;
}

/// The request but for card and holder, which are known only after the card was read.
Result<Request> request_without_subject(const ActivateOptions& options, const Settings& settings) {
    Request request;
    request.scope = options.scope == "bank-account" ? activation::Scope::bank_account
                                                    : activation::Scope::social_security;
    request.actor = {activation::from_word<activation::Channel>(settings[Key::channel])
                         .value_or(activation::Channel::outlet),
                     configured(settings, Key::institution), configured(settings, Key::outlet),
                     configured(settings, Key::operator_id), configured(settings, Key::terminal)};
    if (!options.service.empty())
        request.service = activation::from_word<activation::Service>(options.service);
    if (request.actor.channel == activation::Channel::hospital && !request.service) {
        return usage(msgid("a hospital says for which service the card is used"),
                     msgid("Give --service registration, outpatient or inpatient."));
    }
    auto agent = agent_of(options);
    if (!agent) return tl::unexpected{std::move(agent.error())};
    request.agent = *std::move(agent);
    return request;
}

/// The verdict that a result stands for; nothing for success.
std::optional<Error> verdict_on(const Decision& decision) {
    switch (decision.result) {
        case State::activated:
        case State::already_active:
            return std::nullopt;
        case State::refused: {
            auto words =
                std::vector<std::string>{decision.reason ? reason_text(*decision.reason) : std::string{}};
            return Error{Fault::refused, "activate"}.because(
                msgid("refused: {0}"), std::move(words),
                msgid("The card was not activated. Tell the holder the reason."));
        }
        case State::pending:
            return Error{Fault::pending, "activate"};
        default:
            return Error{Fault::unknown_outcome, "activate"};
    }
}

Report report_on(const Request& request, const Decision& decision, const Settings& settings, bool sent) {
    Json document{{"schema", "sscard.activation/1"},
                  {"request_no", sent ? Json(request.request_no) : Json(nullptr)},
                  {"result", word(decision.result)},
                  {"social_security", half_document(decision.social_security)},
                  {"bank_account", half_document(decision.bank_account)},
                  {"effective_at", json_or_null(decision.effective_at)},
                  {"receipt_no", json_or_null(decision.receipt_no)},
                  {"message", json_or_null(decision.message)},
                  {"reason", reason_document(decision.reason)},
                  {"next", decision.next},
                  {"backend", settings[Key::backend]}};

    Sheet sheet;
    sheet.title(tr(sentence_for(decision.result)));
    sheet.row(tr(msgid("holder")), shown_holder(request.holder, settings));
    sheet.row(tr(msgid("card number")), request.card.number);
    sheet.row(tr(msgid("social security half")), half(decision.social_security));
    sheet.row(tr(msgid("bank half")), half(decision.bank_account));
    if (decision.reason) sheet.row(tr(msgid("reason")), reason_text(*decision.reason));
    if (decision.message) sheet.row(tr(msgid("the authority says")), decision.message);
    if (decision.effective_at) sheet.row(tr(msgid("effective at")), decision.effective_at);
    if (decision.receipt_no) sheet.row(tr(msgid("receipt number")), decision.receipt_no);
    if (sent) sheet.row(tr(msgid("request number")), request.request_no);
    for (const auto& step : decision.next) {
        const auto* sentence = sentence_for_next(step);
        sheet.title(sentence != nullptr ? tr(sentence) : step);
    }
    return {std::move(document), sheet.text(), verdict_on(decision)};
}

/// A rule said no: nothing is sent, nothing is journalled.
Report refused_by_rule(const Request& request, Reason reason, const Settings& settings) {
    Decision decision;
    decision.result = State::refused;
    decision.reason = std::move(reason);
    return report_on(request, decision, settings, false);
}

Json plan_document(const Request& request, const activation::CardState* state, const Reason* reason,
                   const Settings& settings) {
    Json agent = nullptr;
    if (request.agent) {
        agent = holder_document({request.agent->id_number, request.agent->name}, settings);
        agent["relation"] = word(request.agent->relation);
    }
    return {{"schema", "sscard.activation_plan/1"},
            {"scope", word(request.scope)},
            {"holder", holder_document(request.holder, settings)},
            {"card",
             {{"number", request.card.number},
              {"identification_number", request.card.identification_number},
              {"region", json_or_null(request.card.region)}}},
            {"source", word(request.evidence.source)},
            {"service", request.service ? Json(word(*request.service)) : Json(nullptr)},
            {"agent", std::move(agent)},
            {"actor",
             {{"channel", word(request.actor.channel)},
              {"institution", json_or_null(request.actor.institution)},
              {"outlet", json_or_null(request.actor.outlet)},
              {"operator", json_or_null(request.actor.operator_id)},
              {"terminal", json_or_null(request.actor.terminal)}}},
            {"social_security", state != nullptr ? half_document(state->social_security) : Json(nullptr)},
            {"bank_account", state != nullptr ? half_document(state->bank_account) : Json(nullptr)},
            {"reason", reason != nullptr ? reason_document(*reason) : Json(nullptr)},
            {"backend", settings[Key::backend]}};
}

/// What would be sent, with the state that the authority tells, or why it would not be.
Report plan(const Request& request, const activation::CardState* state, const Reason* reason,
            const Settings& settings) {
    Sheet sheet;
    sheet.title(tr(msgid("Nothing was sent. This would be asked for:")));
    sheet.row(tr(msgid("holder")), shown_holder(request.holder, settings));
    sheet.row(tr(msgid("card number")), request.card.number);
    sheet.row(tr(msgid("half")), tr(sentence_for(request.scope)));
    sheet.row(tr(msgid("channel")), std::string{word(request.actor.channel)});
    if (request.service) sheet.row(tr(msgid("service")), std::string{word(*request.service)});
    if (request.agent)
        sheet.row(tr(msgid("acts for the holder")),
                  shown_holder({request.agent->id_number, request.agent->name}, settings));
    if (request.actor.outlet) sheet.row(tr(msgid("outlet")), request.actor.outlet);
    if (request.actor.operator_id) sheet.row(tr(msgid("operator")), request.actor.operator_id);
    if (state != nullptr) sheet.row(tr(msgid("social security half")), half(state->social_security));
    if (state != nullptr) sheet.row(tr(msgid("bank half")), half(state->bank_account));
    if (reason != nullptr) sheet.row(tr(msgid("reason")), reason_text(*reason));
    Report report{plan_document(request, state, reason, settings), sheet.text()};
    if (reason != nullptr) {
        report.verdict = Error{Fault::refused, "dry run"}.because(
            msgid("this would be refused: {0}"), {reason_text(*reason)}, msgid("Nothing was sent."));
    }
    return report;
}

Result<Report> dry_run(const Request& request, const std::optional<Reason>& forbidden, const Desk& desk,
                       LazyBackend& authority) {
    if (forbidden) return plan(request, nullptr, &*forbidden, desk.settings);
    const auto backend = authority.get();
    if (!backend) return tl::unexpected{backend.error()};
    const Patience patience{desk.settings.seconds(Key::timeout), desk.stop};
    const auto answer = (*backend)->lookup(request.holder, request.card, patience);
    if (!answer) return tl::unexpected{answer.error()};
    return plan(request, std::get_if<activation::CardState>(&*answer), std::get_if<Reason>(&*answer),
                desk.settings);
}

/// Whether something was typed; not when Ctrl-C came, which may be before the wait begins: it is sliced.
bool typed_something(const StopFlag& stop) {
    pollfd input{STDIN_FILENO, POLLIN, 0};
    while (!stop) {
        if (::poll(&input, 1, static_cast<int>(Patience::slice.count())) > 0) return true;
    }
    return false;
}

/// Asks the person at the terminal; scripts and pipes are not asked.
Result<void> confirm(const Request& request, const Desk& desk) {
    const auto& settings = desk.settings;
    if (settings.flag(Key::yes) || settings.format() != Format::text || ::isatty(STDIN_FILENO) == 0 ||
        ::isatty(STDOUT_FILENO) == 0)
        return {};
    fmt::print("{}  {}\n{} ", shown_holder(request.holder, settings), request.card.number,
               tr(msgid("Activate this card? [y/N]")));
    static_cast<void>(std::fflush(stdout));
    std::string answer;
    if (typed_something(desk.stop)) std::getline(std::cin, answer);
    if (answer == "y" || answer == "Y" || answer == "yes" || answer == "是") return {};
    return fail(Fault::interrupted, "confirm", msgid("not confirmed"), {}, msgid("Nothing was sent."));
}

Result<Report> run(const Desk& desk, const ActivateOptions& options) {
    auto request = request_without_subject(options, desk.settings);
    if (!request) return tl::unexpected{std::move(request.error())};
    LazyBackend authority{desk.settings};
    auto subject = identify(*options.subject, desk, authority);
    if (!subject) return tl::unexpected{std::move(subject.error())};
    for (const auto require : {require_holder, require_genuine}) {
        if (auto met = require(*subject); !met) return tl::unexpected{std::move(met.error())};
    }
    request->holder = std::move(subject->holder);
    request->card = std::move(subject->card);
    request->evidence = std::move(subject->evidence);

    const auto today = activation::iso_date(activation::system_now());
    auto reason = activation::forbidden(*request, today);
    if (options.dry_run) return dry_run(*request, reason, desk, authority);
    if (reason) return refused_by_rule(*request, *std::move(reason), desk.settings);
    // The journal first: a disk that takes no more is its failure, whatever else lives on it.
    auto journal = open_journal(desk.settings);
    if (!journal) return tl::unexpected{std::move(journal.error())};
    const auto backend = authority.get();
    if (!backend) return tl::unexpected{backend.error()};
    if (auto confirmed = confirm(*request, desk); !confirmed)
        return tl::unexpected{std::move(confirmed.error())};

    request->request_no = activation::make_request_no();
    const Patience patience{desk.settings.seconds(Key::timeout), desk.stop};
    const auto decision =
        activation::carry_out(*request, desk.settings[Key::backend], **backend, **journal, patience);
    if (!decision) return tl::unexpected{decision.error()};
    return report_on(*request, *decision, desk.settings, true);
}

}  // namespace

void add_activate(CLI::App& app, Chosen& chosen) {
    auto options = std::make_shared<ActivateOptions>();
    auto* verb =
        add_verb(app, "activate", msgid("Ask the authority to activate the card"),
                 "  sscard activate\n"
                 "  sscard activate --dry-run\n"
                 "  sscard activate --yes --json --operator 0042\n"
                 "  sscard activate --scope bank-account\n"
                 "  sscard activate --manual --id-number N --card-number N --identification-number N\n",
                 chosen, [options](const Desk& desk) { return run(desk, *options); });
    options->subject = add_subject_options(*verb);
    verb->add_option("--scope", options->scope, tr(msgid("which half: social-security or bank-account")))
        ->check(CLI::IsMember({"social-security", "bank-account"}))
        ->option_text("HALF");
    verb->add_option("--service", options->service,
                     tr(msgid("what a hospital uses the card for: registration, outpatient or inpatient")))
        ->check(CLI::IsMember({"registration", "outpatient", "inpatient"}))
        ->option_text("SERVICE");
    verb->add_option("--agent-name", options->agent_name, tr(msgid("name of who acts for the holder")))
        ->option_text("NAME");
    verb->add_option("--agent-id-number", options->agent_id_number,
                     tr(msgid("id number of who acts for the holder")))
        ->option_text("NUMBER");
    verb->add_option("--agent-relation", options->agent_relation,
                     tr(msgid("guardian, relative or entrusted")))
        ->check(CLI::IsMember({"guardian", "relative", "entrusted"}))
        ->option_text("RELATION");
    verb->add_option("--agent-phone", options->agent_phone, tr(msgid("telephone of who acts for the holder")))
        ->option_text("NUMBER");
    verb->add_flag("--dry-run", options->dry_run, tr(msgid("show what would be sent; send nothing")));
    for (const auto& setting : setting_table()) {
        if (setting.of_terminal) add_setting(*verb, setting.key, chosen);
    }
}

}  // namespace sscard::tool
