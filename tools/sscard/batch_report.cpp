#include "batch_report.hpp"

#include <cstdio>
#include <sscard/text/mask.hpp>

#include "batch_facts.hpp"
#include "batch_report_document.hpp"
#include "batch_report_page.hpp"
#include "batch_verbs.hpp"
#include "open_journal.hpp"
#include "terminal.hpp"
#include "whole_file.hpp"

namespace sscard::tool {
namespace {

using activation::BatchJournal;
using activation::BatchRecord;
using activation::RowOutcome;

struct ReportOptions {
    std::string name;
    std::string html;
};

using Take = std::function<Result<void>(const RowOutcome&)>;

/// The rows that the journal knows, in order. Fault::usage when the batch is pruned meanwhile: it goes whole.
Result<void> each_row(const BatchJournal& journal, const BatchRecord& batch, const StopFlag& stop,
                      const Take& take) {
    constexpr std::size_t piece = 1024;
    for (std::int64_t after = 0;;) {
        if (stop) return fail(Fault::interrupted, "report");
        const auto rows = journal.row_outcomes(batch.number, after, piece);
        if (!rows) return tl::unexpected{rows.error()};
        for (const auto& known : *rows) {
            after = known.row;
            if (auto taken = take(known); !taken) return taken;
        }
        if (rows->size() < piece) break;
    }
    return batch_named(&journal, batch.name).map([](const BatchRecord&) {});
}

/// The rows with the numbers of their requests, for people's eyes.
Result<std::vector<ReportedRow>> with_numbers(const std::vector<RowOutcome>& rows,
                                              const BatchJournal& journal, const Settings& settings) {
    const bool full = settings.flag(Key::show_personal_data);
    std::vector<ReportedRow> reported;
    for (const auto& known : rows) {
        auto& row = reported.emplace_back(ReportedRow{known, {}, {}});
        if (!known.request_no) continue;
        const auto record = journal.find(*known.request_no);
        if (!record) return tl::unexpected{record.error()};
        if (!*record) continue;
        const auto& request = (*record)->request;
        row.id_number = full ? request.holder.id_number : text::masked_id_number(request.holder.id_number);
        row.card_number = full ? request.card.number : text::masked_card_number(request.card.number);
    }
    return reported;
}

Result<BatchReport> report_of(const BatchJournal& journal, const BatchRecord& batch, const Desk& desk,
                              const Take& take) {
    BatchReport report{batch, batch::Summary{batch.facts.rows},
                       activation::rfc3339(activation::system_now())};
    auto walked = each_row(journal, batch, desk.stop, [&](const RowOutcome& known) {
        report.summary.add(known);
        return take(known);
    });
    if (!walked) return tl::unexpected{std::move(walked.error())};
    auto slowest = with_numbers(report.summary.slowest(), journal, desk.settings);
    if (!slowest) return tl::unexpected{std::move(slowest.error())};
    auto to_work_off = with_numbers(report.summary.to_work_off(), journal, desk.settings);
    if (!to_work_off) return tl::unexpected{std::move(to_work_off.error())};
    report.slowest = *std::move(slowest);
    report.to_work_off = *std::move(to_work_off);
    return report;
}

Result<std::optional<WholeFile>> prepared(const std::string& path) {
    if (path.empty()) return std::nullopt;
    return WholeFile::create(path).map([](WholeFile file) { return std::optional{std::move(file)}; });
}

Result<Report> run(const Desk& desk, const ReportOptions& options) {
    auto page = prepared(options.html);
    if (!page) return tl::unexpected{std::move(page.error())};
    const auto journal = open_existing_batch_journal(desk.settings);
    if (!journal) return tl::unexpected{journal.error()};
    const auto batch = batch_named(journal->get(), options.name);
    if (!batch) return tl::unexpected{batch.error()};

    const bool as_rows = desk.settings.format() == Format::csv;
    if (as_rows) {
        if (auto printed = print(csv_head()); !printed) return tl::unexpected{std::move(printed.error())};
    }
    const auto report = report_of(**journal, *batch, desk, [as_rows](const RowOutcome& known) {
        return as_rows ? print(csv_line(known)) : Result<void>{};
    });
    if (!report) return tl::unexpected{report.error()};
    const auto sections = sections_of(*report);
    if (*page) {
        auto written =
            (*page)->write(page_of(batch->name, sections)).and_then([&] { return (*page)->finish(); });
        if (!written) return tl::unexpected{std::move(written.error())};
    }
    return as_rows ? Report{} : Report{document_of(*report), text_of(sections)};
}

}  // namespace

void add_batch_report(Verb group, Chosen& chosen) {
    auto options = std::make_shared<ReportOptions>();
    auto verb =
        group.verb("report", msgid("Report on one batch: outcomes, reasons, times, and what is left to do"),
                   "  sscard batch report 2026-11\n"
                   "  sscard batch report 2026-11 --html report.html\n"
                   "  sscard batch report 2026-11 --format csv\n",
                   chosen, [options](const Desk& desk) { return run(desk, *options); });
    verb.operand("name NAME", options->name, msgid("name of the batch"));
    verb.option("--html FILE", options->html, msgid("write the report as a page too, to look at or print"));
}

}  // namespace sscard::tool
