#include "activation_report.hpp"

#include <sscard/activation/clock.hpp>
#include <sscard/activation/words.hpp>
#include <sscard/text/mask.hpp>

#include "language.hpp"
#include "subject.hpp"
#include "words.hpp"

namespace sscard::tool {
namespace {

using activation::Decision;
using activation::Reason;
using activation::Request;
using activation::State;

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
                msgid("This request activated nothing. Tell the holder the reason."));
        }
        case State::pending:
            return Error{Fault::pending, "activate"};
        default:
            return Error{Fault::unknown_outcome, "activate"};
    }
}

void add_next_steps(Sheet& sheet, const Decision& decision) {
    if (decision.result == State::refused) return;
    for (const auto& step : decision.next) {
        const auto* sentence = sentence_for_next(step);
        sheet.title(sentence != nullptr ? tr(sentence) : step);
    }
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

}  // namespace

Report report_on(const Request& request, const Decision& decision, const Settings& settings) {
    const bool sent = !request.request_no.empty();
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
    add_next_steps(sheet, decision);
    return {std::move(document), sheet.text(), verdict_on(decision)};
}

Report refused_unsent(const Request& request, Reason reason,
                      const std::optional<activation::CardState>& state, const Settings& settings) {
    Decision decision;
    if (state) {
        decision.social_security = state->social_security;
        decision.bank_account = state->bank_account;
    }
    decision.result = State::refused;
    decision.reason = std::move(reason);
    return report_on(request, decision, settings);
}

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

Sheet receipt_for(const Request& request, const Decision& decision, const std::string& at) {
    const auto masked = [](const std::string& id_number, const std::optional<std::string>& name) {
        return (name ? text::masked_name(*name) + "  " : "") + text::masked_id_number(id_number);
    };
    Sheet sheet;
    sheet.title(tr(msgid("Activation of a social security card")));
    sheet.row(tr(msgid("result")), tr(sentence_for(decision.result)));
    if (decision.reason) sheet.row(tr(msgid("reason")), reason_text(*decision.reason));
    sheet.row(tr(msgid("half")), tr(sentence_for(request.scope)));
    sheet.row(tr(msgid("holder")), masked(request.holder.id_number, request.holder.name));
    sheet.row(tr(msgid("card number")), text::masked_card_number(request.card.number));
    sheet.row(tr(msgid("social security half")), half(decision.social_security));
    sheet.row(tr(msgid("bank half")), half(decision.bank_account));
    if (request.agent)
        sheet.row(tr(msgid("acts for the holder")), masked(request.agent->id_number, request.agent->name));
    if (decision.message) sheet.row(tr(msgid("the authority says")), decision.message);
    if (decision.effective_at) sheet.row(tr(msgid("effective at")), decision.effective_at);
    if (decision.receipt_no) sheet.row(tr(msgid("receipt number")), decision.receipt_no);
    sheet.row(tr(msgid("request number")), request.request_no);
    sheet.row(tr(msgid("time")), at);
    sheet.row(tr(msgid("institution")), request.actor.institution);
    sheet.row(tr(msgid("outlet")), request.actor.outlet);
    sheet.row(tr(msgid("operator")), request.actor.operator_id);
    sheet.row(tr(msgid("terminal")), request.actor.terminal);
    add_next_steps(sheet, decision);
    return sheet;
}

}  // namespace sscard::tool
