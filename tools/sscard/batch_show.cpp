#include <sscard/activation/words.hpp>

#include "batch_counts.hpp"
#include "batch_facts.hpp"
#include "batch_verbs.hpp"
#include "language.hpp"
#include "open_journal.hpp"
#include "words.hpp"

namespace sscard::tool {
namespace {

using activation::BatchJournal;
using activation::BatchRecord;
using activation::RowCounts;
using activation::RowOutcome;
using activation::State;

constexpr std::size_t most_shown = 20;

bool is_worth_showing(State state) noexcept {
    return state == State::refused || state == State::invalid || state == State::unknown;
}

/// The first rows that did not succeed.
Result<std::vector<RowOutcome>> first_troubles(const BatchJournal& journal, std::int64_t batch) {
    constexpr std::size_t piece = 1024;
    std::vector<RowOutcome> found;
    for (std::int64_t after = 0; found.size() < most_shown;) {
        const auto states = journal.row_states(batch, after, piece);
        if (!states) return tl::unexpected{states.error()};
        for (const auto& known : *states) {
            after = known.row;
            if (!is_worth_showing(known.state) || found.size() == most_shown) continue;
            auto outcome = journal.row_outcomes(batch, known.row - 1, 1);
            if (!outcome) return tl::unexpected{std::move(outcome.error())};
            if (!outcome->empty()) found.push_back(std::move(outcome->front()));
        }
        if (states->size() < piece) break;
    }
    return found;
}

std::string why(const RowOutcome& known) {
    if (known.decision && known.decision->reason) return reason_text(*known.decision->reason);
    return known.reason_code ? reason_code_text(*known.reason_code) : std::string{};
}

Json document_of(const RowOutcome& known) {
    return {{"row", known.row},
            {"outcome", word(known.state)},
            {"reason_code", json_or_null(known.reason_code)},
            {"message", why(known).empty() ? Json(nullptr) : Json(why(known))},
            {"request_no", json_or_null(known.request_no)},
            {"at", known.last_at}};
}

Json document_of(const BatchRecord& batch, const RowCounts& counts) {
    Json document{{"schema", batch_schema}, {"name", batch.name}, {"rows", batch.facts.rows}};
    add_counts(document, counts);
    document.update(facts_document(batch, counts.last_at));
    return document;
}

std::string text_of(const BatchRecord& batch, const RowCounts& counts,
                    const std::vector<RowOutcome>& troubles) {
    Sheet sheet;
    sheet.title(batch.name);
    add_facts(sheet, batch, counts.last_at);
    sheet.title(tr(msgid("Rows")));
    sheet.row(tr(msgid("in the file")), std::to_string(batch.facts.rows));
    add_counts(sheet, counts);
    if (!troubles.empty()) sheet.title(tr(msgid("First rows that did not succeed")));
    for (const auto& known : troubles) {
        const auto reason = why(known);
        sheet.row(std::to_string(known.row),
                  std::string{tr(sentence_for(known.state))} + (reason.empty() ? "" : ": " + reason));
    }
    return sheet.text();
}

Result<Report> show(const Desk& desk, const std::string& name) {
    const auto journal = open_existing_batch_journal(desk.settings);
    if (!journal) return tl::unexpected{journal.error()};
    const auto batch = batch_named(journal->get(), name);
    if (!batch) return tl::unexpected{batch.error()};
    const auto counts = (*journal)->count_rows(*batch);
    if (!counts) return tl::unexpected{counts.error()};
    const auto troubles = first_troubles(**journal, batch->number);
    if (!troubles) return tl::unexpected{troubles.error()};
    Report report{document_of(*batch, *counts), text_of(*batch, *counts, *troubles)};
    report.document["troubles"] = Json::array();
    for (const auto& known : *troubles) report.document["troubles"].push_back(document_of(known));
    return report;
}

}  // namespace

void add_batch_show(Verb group, Chosen& chosen) {
    auto name = std::make_shared<std::string>();
    auto verb =
        group.verb("show", msgid("Show one batch: how many rows are where, and what went wrong first"),
                   "  sscard batch show 2026-11\n"
                   "  sscard batch show 2026-11 --json\n",
                   chosen, [name](const Desk& desk) { return show(desk, *name); });
    verb.operand("name NAME", *name, msgid("name of the batch"));
}

}  // namespace sscard::tool
