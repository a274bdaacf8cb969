#include "batch_report_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sscard/error.hpp>
#include <sscard/text/encoding.hpp>

#include "batch_chart.hpp"
#include "language.hpp"

namespace sscard::tool {
namespace {

// Nothing may be loaded and nothing run, whatever a name of the journal would like to be.
constexpr auto head = R"(<!DOCTYPE html>
<html lang="{0}">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<title>{1}</title>
<style>{2}</style>
</head>
<body>
<h1>{1}</h1>
)";

// No "less than" and no "and" sign: it is XML.
constexpr auto style = R"(
@page { size: A4; margin: 15mm; }
:root { color-scheme: light; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff;
  font: 15px/1.45 system-ui, "Noto Sans", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 1rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 1.8rem 0 .5rem; border-bottom: 1px solid #bbb; break-after: avoid; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .2rem .9rem .2rem 0; text-align: left; vertical-align: top; }
th { font-weight: 600; }
tbody th { font-weight: 400; color: #555; }
tbody th + td { overflow-wrap: anywhere; }
table.list { width: 100%; font-size: .9rem; }
table.list thead th { border-bottom: 1px solid #999; }
table.list tbody tr:nth-child(even) { background: #f4f4f4; }
td.number, th.number { text-align: right; white-space: nowrap; }
td.share { min-width: 12rem; }
td.share div { height: .75rem; margin-top: .3rem; background: #5b7fa6; }
p.note { color: #555; }
svg.chart { display: block; width: 100%; height: auto; margin: .5rem 0; }
@media print {
  body { margin: 0; padding: 0; max-width: none; font-size: 10pt; print-color-adjust: exact; }
  table.list { font-size: 8pt; }
  table.list th, table.list td { padding: .15rem .5rem .15rem 0; }
  thead { display: table-header-group; }
  tr, svg { break-inside: avoid; }
}
)";

bool is_number(const std::string& cell) {
    return !cell.empty() &&
           std::all_of(cell.begin(), cell.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// A column is one of numbers when the first row has one there.
const char* kind_of_column(const ReportSection& section, std::size_t column) {
    return is_number(section.rows.front().at(column)) ? R"( class="number")" : "";
}

std::string line_of(const ReportSection& section, const std::vector<std::string>& cells, const char* tag) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i)
        line += fmt::format("<{0}{1}>{2}</{0}>", tag, kind_of_column(section, i), html_text(cells[i]));
    return line;
}

/// A bar behind the row, where the section has them.
std::string share_of(const ReportSection& section, std::size_t row) {
    if (section.shares.empty()) return {};
    constexpr double percent = 100;
    return fmt::format(R"(<td class="share"><div style="width: {:.1f}%"></div></td>)",
                       percent * section.shares.at(row));
}

std::string list_of(const ReportSection& section) {
    auto text = fmt::format("<table class=\"list\">\n<thead><tr>{}{}</tr></thead>\n<tbody>\n",
                            line_of(section, section.head, "th"), section.shares.empty() ? "" : "<th></th>");
    for (std::size_t i = 0; i < section.rows.size(); ++i)
        text += fmt::format("<tr>{}{}</tr>\n", line_of(section, section.rows[i], "td"), share_of(section, i));
    return text + "</tbody>\n</table>\n";
}

std::string pairs_of(const ReportSection& section) {
    std::string text = "<table>\n<tbody>\n";
    for (std::size_t i = 0; i < section.rows.size(); ++i)
        text +=
            fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td>{}</tr>\n", html_text(section.rows[i].at(0)),
                        html_text(section.rows[i].at(1)), share_of(section, i));
    return text + "</tbody>\n</table>\n";
}

}  // namespace

std::string html_text(std::string_view text) {
    std::string escaped;
    for (const auto c : text::encoded(text, text::Encoding::utf8)) {
        switch (c) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            default:
                escaped += c >= 0 && c < ' ' ? ' ' : c;
        }
    }
    return escaped;
}

std::string page_of(const std::string& batch, const std::vector<ReportSection>& sections) {
    const auto title = fmt::format(fmt::runtime(tr(msgid("Batch {0}"))), batch);
    auto page = fmt::format(head, in_language("zh-CN", "en"), html_text(title), style);
    for (const auto& section : sections) {
        page += fmt::format("<h2>{}</h2>\n", html_text(section.title));
        if (section.drawn != nullptr) page += chart_svg(*section.drawn);
        page += section.head.empty() ? pairs_of(section) : list_of(section);
        if (!section.note.empty()) page += fmt::format("<p class=\"note\">{}</p>\n", html_text(section.note));
    }
    return page + "</body>\n</html>\n";
}

}  // namespace sscard::tool
