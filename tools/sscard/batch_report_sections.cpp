#include "batch_report_sections.hpp"

#include <fmt/format.h>

#include "batch_chart.hpp"
#include "batch_counts.hpp"
#include "batch_facts.hpp"
#include "language.hpp"
#include "terminal.hpp"
#include "words.hpp"

namespace sscard::tool {
namespace {

using activation::State;
using batch::Summary;
using std::chrono::milliseconds;

std::string words_for(State state) { return tr(sentence_for(batch::told(state))); }

std::string length_of(milliseconds time) {
    constexpr milliseconds second{1000};
    if (time < second) return filled(msgid("{0} ms"), {std::to_string(time.count())});
    return filled(msgid("{0} s"), {fmt::format("{:.1f}", std::chrono::duration<double>{time}.count())});
}

std::string or_dash(const std::optional<std::string>& text) { return text.value_or("-"); }

std::string more(std::int64_t rows) {
    return rows > 0 ? filled(msgid("and {0} more"), {std::to_string(rows)}) : std::string{};
}

double share_of(std::int64_t rows, std::int64_t all) {
    return all == 0 ? 0 : static_cast<double>(rows) / static_cast<double>(all);
}

ReportSection section_of(const char* title, const Sheet& sheet) {
    ReportSection section{tr(title)};
    for (const auto& row : sheet.rows()) section.rows.push_back({row.label, row.value});
    return section;
}

ReportSection facts(const BatchReport& report) {
    Sheet sheet;
    sheet.row(tr(msgid("batch")), report.batch.name);
    add_facts(sheet, report.batch, report.summary.counts().last_at);
    sheet.row(tr(msgid("report of")), report.made_at);
    return section_of(msgid("Batch"), sheet);
}

ReportSection rows(const BatchReport& report) {
    Sheet sheet;
    sheet.row(tr(msgid("in the file")), std::to_string(report.batch.facts.rows));
    add_counts(sheet, report.summary.counts());
    auto section = section_of(msgid("Rows"), sheet);
    for (const auto& row : section.rows)
        section.shares.push_back(share_of(std::stoll(row.at(1)), report.batch.facts.rows));
    if (const auto rows = report.summary.not_in_journal(); rows > 0)
        section.note = filled(msgid("Of those not sent, {0} were never begun with."), {std::to_string(rows)});
    return section;
}

ReportSection reasons(const Summary& summary, std::int64_t all) {
    ReportSection section{
        tr(msgid("Why")),
        {tr(msgid("outcome")), tr(msgid("reason code")), tr(msgid("reason")), tr(msgid("rows"))}};
    for (const auto& line : summary.reasons()) {
        section.rows.push_back(
            {words_for(line.outcome), line.code, reason_code_text(line.code), std::to_string(line.rows)});
        section.shares.push_back(share_of(line.rows, all));
    }
    section.note = more(summary.other_reasons());
    return section;
}

ReportSection over_time(const Summary& summary) {
    ReportSection section{tr(msgid("Over time"))};
    const auto& timeline = summary.timeline();
    if (timeline.empty()) return section;
    section.drawn = &timeline;
    section.rows = {
        {tr(msgid("first decision")), activation::rfc3339(timeline.first())},
        {tr(msgid("last decision")), activation::rfc3339(timeline.last())},
        {tr(msgid("a bar is")), bin_text(timeline)},
        {tr(msgid("rows in the highest")), std::to_string(highest_bin(timeline))},
    };
    return section;
}

ReportSection times(const Summary& summary) {
    constexpr std::int64_t median = 50;
    constexpr std::int64_t most = 95;
    ReportSection section{tr(msgid("Time of a request"))};
    const auto& times = summary.durations();
    if (times.count() == 0) return section;
    section.rows = {
        {tr(msgid("requests")), std::to_string(times.count())},
        {tr(msgid("half of them within")), length_of(times.of_percent(median))},
        {tr(msgid("95 % within")), length_of(times.of_percent(most))},
        {tr(msgid("the longest")), length_of(times.longest())},
    };
    return section;
}

ReportSection slowest(const BatchReport& report) {
    ReportSection section{tr(msgid("Slowest rows")),
                          {tr(msgid("row")), tr(msgid("took")), tr(msgid("outcome")), tr(msgid("id number")),
                           tr(msgid("card number")), tr(msgid("request number"))}};
    for (const auto& row : report.slowest)
        section.rows.push_back({std::to_string(row.known.row), length_of(*row.known.took),
                                words_for(row.known.state), or_dash(row.id_number), or_dash(row.card_number),
                                or_dash(row.known.request_no)});
    return section;
}

ReportSection operators(const Summary& summary, std::int64_t all) {
    ReportSection section{tr(msgid("By operator")),
                          {tr(msgid("operator")), tr(msgid("rows")), tr(msgid("outcome"))}};
    const auto add = [&](const std::string& name, const activation::RowCounts& counts) {
        const auto rows = all_rows(counts);
        if (rows == 0) return;
        section.rows.push_back({in_one_line(name), std::to_string(rows), counts_line(counts)});
        section.shares.push_back(share_of(rows, all));
    };
    for (const auto& line : summary.operators())
        add(line.operator_id.value_or(tr(msgid("not told"))), line.counts);
    add(tr(msgid("all others")), summary.other_operators());
    return section;
}

ReportSection to_work_off(const BatchReport& report) {
    ReportSection section{tr(msgid("Rows to work off")),
                          {tr(msgid("row")), tr(msgid("outcome")), tr(msgid("reason code")),
                           tr(msgid("reason")), tr(msgid("id number")), tr(msgid("card number"))}};
    for (const auto& row : report.to_work_off) {
        const auto& code = row.known.reason_code;
        section.rows.push_back({std::to_string(row.known.row), words_for(row.known.state), or_dash(code),
                                code ? reason_code_text(*code) : "-", or_dash(row.id_number),
                                or_dash(row.card_number)});
    }
    section.note =
        more(report.summary.to_work_off_in_all() - static_cast<std::int64_t>(report.to_work_off.size()));
    return section;
}

}  // namespace

std::vector<ReportSection> sections_of(const BatchReport& report) {
    const auto& summary = report.summary;
    const auto all = report.batch.facts.rows;
    std::vector<ReportSection> sections{facts(report), rows(report)};
    for (auto&& section : {reasons(summary, all), over_time(summary), times(summary), slowest(report),
                           operators(summary, all), to_work_off(report)})
        if (!section.rows.empty()) sections.push_back(section);
    return sections;
}

std::string text_of(const std::vector<ReportSection>& sections) {
    std::string text;
    for (const auto& section : sections) {
        text += in_one_line(section.title) + "\n";
        if (section.drawn != nullptr) text += "  " + chart_line(*section.drawn) + "\n";
        std::vector<std::vector<std::string>> lines;
        if (!section.head.empty()) lines.push_back(section.head);
        lines.insert(lines.end(), section.rows.begin(), section.rows.end());
        for (auto& line : lines) line.front().insert(0, "  ");
        text += columns(lines);
        if (!section.note.empty()) text += "  " + section.note + "\n";
    }
    return text;
}

}  // namespace sscard::tool
