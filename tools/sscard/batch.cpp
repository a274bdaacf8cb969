#include <sscard/activation/words.hpp>

#include "batch_counts.hpp"
#include "batch_verbs.hpp"
#include "language.hpp"
#include "open_journal.hpp"
#include "words.hpp"

namespace sscard::tool {
namespace {

using activation::BatchRecord;
using activation::RowCounts;

Json document_of(const BatchRecord& batch, const RowCounts& counts) {
    Json document{
        {"name", batch.name},       {"created_at", batch.created_at}, {"last_at", counts.last_at},
        {"file", batch.facts.file}, {"backend", batch.facts.backend}, {"scope", word(batch.facts.scope)},
        {"rows", batch.facts.rows}};
    add_counts(document, counts);
    return document;
}

Result<Report> list(const Desk& desk) {
    Report report{{{"schema", "sscard.batches/1"}, {"batches", Json::array()}}, {}};
    report.list = "batches";
    report.blank = document_of({}, {});
    const auto journal = open_existing_batch_journal(desk.settings);
    if (!journal) return tl::unexpected{journal.error()};
    const auto batches =
        *journal ? (*journal)->batches() : Result<std::vector<BatchRecord>>{std::vector<BatchRecord>{}};
    if (!batches) return tl::unexpected{batches.error()};
    std::vector<std::vector<std::string>> lines;
    for (const auto& batch : *batches) {
        const auto counts = (*journal)->count_rows(batch);
        if (!counts) return tl::unexpected{counts.error()};
        report.document["batches"].push_back(document_of(batch, *counts));
        lines.push_back({batch.created_at, batch.name, tr(sentence_for(batch.facts.scope)),
                         batch.facts.backend, std::to_string(batch.facts.rows), counts_line(*counts)});
    }
    report.text = lines.empty() ? std::string{tr(msgid("The journal has no batch."))} + "\n" : columns(lines);
    return report;
}

}  // namespace

void add_batch_list(Verb group, Chosen& chosen) {
    group.verb("list", msgid("List the batches, the newest first"),
               "  sscard batch list\n"
               "  sscard batch list --json\n",
               chosen, list);
}

void add_batch(Verb app, Chosen& chosen) {
    const auto group =
        app.group("batch", msgid("Many cards: from a file, at the readers, and what became of them"));
    add_batch_run(group, chosen);
    add_batch_station(group, chosen);
    add_batch_list(group, chosen);
    add_batch_show(group, chosen);
    add_batch_report(group, chosen);
}

}  // namespace sscard::tool
