#include <sscard/activation/journal.hpp>
#include <sscard/activation/words.hpp>

#include "journal_verbs.hpp"
#include "language.hpp"
#include "open_journal.hpp"
#include "subject.hpp"
#include "words.hpp"

namespace sscard::tool {
namespace {

using activation::JournalRecord;

constexpr const char* schema = "sscard.journal/1";

struct ListOptions {
    std::string state;
    std::string id_number;
    std::string card_number;
    std::size_t limit = 100;
};

Json entry_document(const activation::JournalEntry& entry) {
    Json document{{"sequence", entry.sequence}, {"at", entry.at}, {"state", word(entry.state)}};
    const auto& decision = entry.decision;
    document["receipt_no"] = decision ? json_or_null(decision->receipt_no) : Json(nullptr);
    document["reason"] = decision && decision->reason ? Json{{"code", decision->reason->code},
                                                             {"message", reason_text(*decision->reason)}}
                                                      : Json(nullptr);
    return document;
}

Result<Report> list(const Desk& desk, const ListOptions& options) {
    activation::JournalFilter filter;
    filter.limit = options.limit;
    const auto state = typed_state(options.state);
    if (!state) return tl::unexpected{state.error()};
    filter.state = *state;
    auto id_number = typed_id_number("--id-number", options.id_number);
    if (!id_number) return tl::unexpected{std::move(id_number.error())};
    auto card_number = typed_card_number("--card-number", options.card_number);
    if (!card_number) return tl::unexpected{std::move(card_number.error())};
    if (!id_number->empty()) filter.id_number = *std::move(id_number);
    if (!card_number->empty()) filter.card_number = *std::move(card_number);

    const auto journal = open_existing_journal(desk.settings);
    if (!journal) return tl::unexpected{journal.error()};
    std::vector<JournalRecord> records;
    if (*journal) {
        auto found = (*journal)->list(filter);
        if (!found) return tl::unexpected{std::move(found.error())};
        records = *std::move(found);
    }
    Report report{{{"schema", schema}, {"requests", Json::array()}}, {}};
    std::vector<std::vector<std::string>> lines;
    for (const auto& record : records) {
        report.document["requests"].push_back(summary_document(record, desk.settings));
        lines.push_back({record.entries.front().at, record.request.request_no,
                         tr(sentence_for(record.state())), tr(sentence_for(record.request.scope)),
                         record.request.card.number, shown_holder(record.request.holder, desk.settings)});
    }
    report.list = "requests";
    report.blank = summary_document({{}, {}, {}, {}, {{}}}, desk.settings);
    report.text =
        lines.empty() ? std::string{tr(msgid("The journal has no such request."))} + "\n" : columns(lines);
    return report;
}

/// What is known of who asked; a row only where there is something to say.
void add_actor(Sheet& sheet, const activation::Request& request, const Settings& settings) {
    const auto said = [&sheet](const char* label, const std::optional<std::string>& text) {
        if (text) sheet.row(tr(label), text);
    };
    said(msgid("channel"), std::string{word(request.actor.channel)});
    if (request.service) said(msgid("service"), std::string{word(*request.service)});
    if (const auto& agent = request.agent)
        said(msgid("acts for the holder"), shown_holder({agent->id_number, agent->name}, settings) + "  " +
                                               std::string{word(agent->relation)});
    said(msgid("institution"), request.actor.institution);
    said(msgid("outlet"), request.actor.outlet);
    said(msgid("operator"), request.actor.operator_id);
    said(msgid("terminal"), request.actor.terminal);
}

Result<Report> show(const Desk& desk, const std::string& request_no) {
    const auto journal = open_existing_journal(desk.settings);
    if (!journal) return tl::unexpected{journal.error()};
    std::optional<JournalRecord> record;
    if (*journal) {
        auto found = (*journal)->find(request_no);
        if (!found) return tl::unexpected{std::move(found.error())};
        record = *std::move(found);
    }
    if (!record) {
        return fail(Fault::usage, "find request", msgid("the journal has no request of this number"), {},
                    msgid("Look for it with: sscard journal list"));
    }
    Json document{{"schema", schema}};
    document.update(summary_document(*record, desk.settings));
    document.update(actor_document(record->request, desk.settings));
    document["batch"] = json_or_null(record->batch);
    document["row"] = json_or_null(record->row);
    document["entries"] = Json::array();
    Sheet sheet;
    sheet.title(tr(msgid("Request")));
    sheet.row(tr(msgid("request number")), record->request.request_no);
    sheet.row(tr(msgid("half")), tr(sentence_for(record->request.scope)));
    sheet.row(tr(msgid("holder")), shown_holder(record->request.holder, desk.settings));
    sheet.row(tr(msgid("card number")), record->request.card.number);
    sheet.row(tr(msgid("authority")), record->backend);
    add_actor(sheet, record->request, desk.settings);
    if (record->batch) sheet.row(tr(msgid("batch")), *record->batch);
    if (record->row) sheet.row(tr(msgid("row")), std::to_string(*record->row));
    sheet.title(tr(msgid("What became of it")));
    for (const auto& entry : record->entries) {
        document["entries"].push_back(entry_document(entry));
        const bool told = entry.decision && entry.decision->reason;
        sheet.row(entry.at, std::string{tr(sentence_for(entry.state))} +
                                (told ? ": " + reason_text(*entry.decision->reason) : std::string{}));
    }
    return Report{std::move(document), sheet.text()};
}

Result<Report> verify(const Desk& desk) {
    const auto journal = open_existing_journal(desk.settings);
    if (!journal) return tl::unexpected{journal.error()};
    activation::JournalCheck check;
    if (*journal) {
        auto walked = (*journal)->verify();
        if (!walked) return tl::unexpected{std::move(walked.error())};
        check = *std::move(walked);
    }
    const auto head = check.head.empty() ? std::nullopt : std::optional{check.head};
    const bool pruned = check.pruned_up_to > 0;
    Report report{{{"schema", "sscard.journal_check/1"},
                   {"entries", check.entries},
                   {"first_bad", json_or_null(check.first_bad)},
                   {"pruned_up_to", pruned ? Json(check.pruned_up_to) : Json(nullptr)},
                   {"head", json_or_null(head)}},
                  {}};
    Sheet sheet;
    sheet.title(tr(!*journal         ? msgid("There is no journal yet.")
                   : check.first_bad ? msgid("The journal was changed after it was written.")
                                     : msgid("The journal is as it was written.")));
    sheet.row(tr(msgid("entries that fit")), std::to_string(check.entries));
    if (pruned) sheet.row(tr(msgid("pruned up to entry")), std::to_string(check.pruned_up_to));
    sheet.row(tr(msgid("hash of the last one")), head);
    report.text = sheet.text();
    if (check.first_bad) {
        report.verdict = Error{Fault::journal, "verify journal"}.because(
            msgid("entry {0} of the journal was changed, moved or is missing"),
            {std::to_string(*check.first_bad)},
            msgid("Keep the file as it is, and compare it with a backup."));
    }
    return report;
}

}  // namespace

void add_journal(Verb app, Chosen& chosen) {
    auto group = app.group("journal", msgid("What was sent and what became of it"));

    auto options = std::make_shared<ListOptions>();
    auto list_verb = group.verb("list", msgid("List the requests, the newest first"),
                                "  sscard journal list\n"
                                "  sscard journal list --state unknown --json\n",
                                chosen, [options](const Desk& desk) { return list(desk, *options); });
    list_verb.option("--state STATE", options->state, msgid("only requests in this state"));
    list_verb.option("--id-number NUMBER", options->id_number, msgid("only requests for this holder"));
    list_verb.option("--card-number NUMBER", options->card_number, msgid("only requests for this card"));
    list_verb.option("--limit N", options->limit, msgid("no more than so many"));

    group.verb("verify", msgid("Check that no entry was changed, removed or reordered"),
               "  sscard journal verify\n"
               "  sscard journal verify --json\n",
               chosen, verify);

    auto request_no = std::make_shared<std::string>();
    auto show_verb = group.verb("show", msgid("Show one request with its history"),
                                "  sscard journal show 01900000-0000-7000-8000-000000000000\n", chosen,
                                [request_no](const Desk& desk) { return show(desk, *request_no); });
    show_verb.operand("request_no REQUEST_NO", *request_no, msgid("request number"));

    add_journal_resolve(group, chosen);
    add_journal_export(group, chosen);
    add_journal_prune(group, chosen);
}

}  // namespace sscard::tool
