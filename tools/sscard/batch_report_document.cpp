#include "batch_report_document.hpp"

#include <sscard/activation/words.hpp>
#include <sscard/text/csv.hpp>

#include "batch_counts.hpp"
#include "batch_facts.hpp"
#include "words.hpp"

namespace sscard::tool {
namespace {

using activation::RowOutcome;
using batch::Group;
using batch::Summary;
using std::chrono::milliseconds;

Json took_document(const RowOutcome& known) { return known.took ? Json(known.took->count()) : Json(nullptr); }

Json reason_members(const std::optional<std::string>& code) {
    return {{"reason_code", json_or_null(code)},
            {"message", code ? Json(reason_code_text(*code)) : Json(nullptr)}};
}

Json document_of(const ReportedRow& row) {
    const auto& known = row.known;
    Json document{{"row", known.row}, {"outcome", word(batch::told(known.state))}};
    document.update(reason_members(known.reason_code));
    document.update({{"request_no", json_or_null(known.request_no)},
                     {"at", known.last_at},
                     {"took_ms", took_document(known)},
                     {"id_number", json_or_null(row.id_number)},
                     {"card_number", json_or_null(row.card_number)}});
    return document;
}

Json list_of(const std::vector<ReportedRow>& rows) {
    auto list = Json::array();
    for (const auto& row : rows) list.push_back(document_of(row));
    return list;
}

Json reasons(const Summary& summary) {
    auto list = Json::array();
    for (const auto& line : summary.reasons()) {
        Json document{{"outcome", word(line.outcome)}};
        document.update(reason_members(line.code));
        document["rows"] = line.rows;
        list.push_back(std::move(document));
    }
    return list;
}

Json over_time(const batch::Timeline& timeline) {
    Json document{{"bin_s", timeline.width().count()}, {"bins", Json::array()}};
    for (const auto& bin : timeline.bins()) {
        const auto rows = [&](Group group) { return bin.rows.at(static_cast<std::size_t>(group)); };
        document["bins"].push_back({{"at", activation::rfc3339(bin.begins)},
                                    {"succeeded", rows(Group::succeeded)},
                                    {"refused", rows(Group::refused)},
                                    {"open", rows(Group::open)}});
    }
    return document;
}

Json times(const batch::Durations& times) {
    constexpr std::int64_t median = 50;
    constexpr std::int64_t most = 95;
    const auto known = [&](milliseconds time) {
        return times.count() > 0 ? Json(time.count()) : Json(nullptr);
    };
    return {{"requests", times.count()},
            {"median_ms", known(times.of_percent(median))},
            {"p95_ms", known(times.of_percent(most))},
            {"longest_ms", known(times.longest())}};
}

Json operators(const Summary& summary) {
    auto list = Json::array();
    for (const auto& line : summary.operators()) {
        Json document{{"operator", json_or_null(line.operator_id)}, {"rows", all_rows(line.counts)}};
        add_counts(document, line.counts);
        list.push_back(std::move(document));
    }
    return list;
}

}  // namespace

Json document_of(const BatchReport& report) {
    const auto& summary = report.summary;
    const auto counts = summary.counts();
    Json document{
        {"schema", "sscard.batch_report/1"}, {"name", report.batch.name}, {"rows", report.batch.facts.rows}};
    add_counts(document, counts);
    document.update(facts_document(report.batch, counts.last_at));
    document.update({{"report_at", report.made_at},
                     {"not_in_journal", summary.not_in_journal()},
                     {"reasons", reasons(summary)},
                     {"rows_with_other_reasons", summary.other_reasons()},
                     {"over_time", over_time(summary.timeline())},
                     {"times", times(summary.durations())},
                     {"slowest", list_of(report.slowest)},
                     {"operators", operators(summary)},
                     {"rows_of_other_operators", all_rows(summary.other_operators())},
                     {"to_work_off", list_of(report.to_work_off)},
                     {"to_work_off_in_all", summary.to_work_off_in_all()}});
    return document;
}

std::string csv_head() {
    return csv_row({"row", "outcome", "reason_code", "message", "request_no", "first_at", "last_at",
                    "took_ms", "operator"});
}

std::string csv_line(const RowOutcome& known) {
    return csv_row({std::to_string(known.row), std::string{word(batch::told(known.state))},
                    known.reason_code.value_or(""),
                    known.reason_code ? reason_code_text(*known.reason_code) : std::string{},
                    known.request_no.value_or(""), known.first_at, known.last_at,
                    known.took ? std::to_string(known.took->count()) : std::string{},
                    text::no_formula(known.operator_id.value_or(""))});
}

}  // namespace sscard::tool
