#include "batch_outcome.hpp"

#include "batch_counts.hpp"
#include "batch_mistakes.hpp"
#include "language.hpp"

namespace sscard::tool {

using activation::BatchRecord;
using activation::RowCounts;

Json counted(const BatchRecord& batch, const RowCounts& counts) {
    Json document{{"name", batch.name}, {"rows", batch.facts.rows}};
    add_counts(document, counts);
    return document;
}

Report report_on(const BatchRecord& batch, const RowCounts& counts, const batch::Survey& survey) {
    Report report{{{"schema", batch_schema}}, {}};
    report.document.update(counted(batch, counts));
    report.document["duplicates"] = survey.duplicates;
    report.document["mistakes"] = survey.mistakes.count;
    report.document["warnings"] = survey.warnings.count;
    constexpr std::size_t most_shown = 20;
    Sheet sheet;
    sheet.title(batch.name);
    sheet.row(tr(msgid("rows")), std::to_string(batch.facts.rows));
    add_counts(sheet, counts);
    report.text = sheet.text() + findings_text(survey.mistakes, msgid("Mistakes in the file:"), most_shown) +
                  findings_text(survey.warnings, msgid("Warnings in the file:"), most_shown);
    report.verdict = verdict_on(counts);
    return report;
}

Report dry_run(const std::string& name, const batch::Survey& survey) {
    RowCounts counts;
    const auto rows = static_cast<std::int64_t>(survey.rows);
    const auto invalid = static_cast<std::int64_t>(survey.invalid);
    const auto refused = static_cast<std::int64_t>(survey.refused);
    counts.rows[static_cast<std::size_t>(activation::State::invalid)] = invalid;
    counts.rows[static_cast<std::size_t>(activation::State::refused)] = refused;
    counts.rows[static_cast<std::size_t>(activation::State::not_sent)] = rows - invalid - refused;
    Report report{{{"schema", batch_schema}, {"name", name}, {"rows", rows}}, {}};
    add_counts(report.document, counts);
    report.document.update({{"duplicates", survey.duplicates},
                            {"dry_run", true},
                            {"mistakes", findings_document(survey.mistakes)},
                            {"mistakes_in_all", survey.mistakes.count},
                            {"warnings", findings_document(survey.warnings)},
                            {"warnings_in_all", survey.warnings.count}});
    report.list = "mistakes";
    report.blank = blank_finding();
    Sheet sheet;
    sheet.title(tr(msgid("Nothing was sent. The file was checked:")));
    sheet.row(tr(msgid("rows")), std::to_string(rows));
    sheet.row(tr(msgid("to be sent")), std::to_string(rows - invalid - refused));
    sheet.row(tr(msgid("of these for another row too")), std::to_string(survey.duplicates));
    sheet.row(tr(msgid("invalid")), std::to_string(invalid));
    sheet.row(tr(msgid("refused by a rule")), std::to_string(refused));
    report.text = sheet.text() +
                  findings_text(survey.mistakes, msgid("Mistakes:"), batch::Findings::most_kept) +
                  findings_text(survey.warnings, msgid("Warnings:"), batch::Findings::most_kept);
    if (invalid + refused > 0) {
        report.verdict = Error{Fault::batch_refused, "check the file"}.because(
            msgid("some rows are invalid, or a rule forbids them"), {},
            msgid("Correct them in the file; run as it is, the batch leaves them out."));
    }
    return report;
}

}  // namespace sscard::tool
