#include "journal_verbs.hpp"

#include <sscard/activation/dates.hpp>
#include <sscard/activation/words.hpp>
#include <sscard/text/mask.hpp>

#include "language.hpp"
#include "subject.hpp"

namespace sscard::tool {
namespace {

Json agent_document(const std::optional<activation::Agent>& agent, const Settings& settings) {
    if (!agent) return nullptr;
    auto document = holder_document({agent->id_number, agent->name}, settings);
    document["relation"] = word(agent->relation);
    auto phone = agent->phone;
    if (phone && !settings.flag(Key::show_personal_data)) phone = text::masked_phone(*phone);
    document["phone"] = json_or_null(phone);
    return document;
}

}  // namespace

Result<std::optional<activation::State>> typed_state(const std::string& text) {
    const auto state = activation::from_word<activation::State>(text);
    if (state || text.empty()) return state;
    return fail(Fault::usage, "options", msgid("no state is called {0}"), {text},
                msgid("States are: intended, sent, activated, already_active, pending, refused, unknown, "
                      "not_sent, invalid."));
}

Result<std::optional<std::string>> typed_day(const char* option, const std::string& text) {
    if (text.empty()) return std::nullopt;
    if (const auto day = activation::day_in(text)) return activation::iso_text(*day);
    return fail(Fault::usage, "options", msgid("{0} wants a day, and {1} is none"), {option, text},
                msgid("Write it with year, month and day: 2026-11-22."));
}

Json summary_document(const activation::JournalRecord& record, const Settings& settings) {
    return {{"request_no", record.request.request_no},
            {"at", record.entries.front().at},
            {"scope", word(record.request.scope)},
            {"state", word(record.state())},
            {"holder", holder_document(record.request.holder, settings)},
            {"card", {{"number", record.request.card.number}}},
            {"backend", record.backend}};
}

Json actor_document(const activation::Request& request, const Settings& settings) {
    const auto& actor = request.actor;
    return {{"channel", word(actor.channel)},
            {"service", request.service ? Json(word(*request.service)) : Json(nullptr)},
            {"agent", agent_document(request.agent, settings)},
            {"institution", json_or_null(actor.institution)},
            {"outlet", json_or_null(actor.outlet)},
            {"operator", json_or_null(actor.operator_id)},
            {"terminal", json_or_null(actor.terminal)}};
}

}  // namespace sscard::tool
