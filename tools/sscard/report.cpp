#include "report.hpp"

#include <fmt/args.h>
#include <fmt/format.h>

#include <algorithm>
#include <sscard/text/csv.hpp>
#include <sscard/text/width.hpp>

#include "exit_codes.hpp"
#include "language.hpp"
#include "terminal.hpp"

namespace sscard::tool {
namespace {

std::string plain(const Json& value) {
    if (value.is_null()) return {};
    return value.is_string() ? value.get<std::string>() : value.dump();
}

/// Nested objects as dotted names; lists stay JSON.
void flatten(const Json& value, const std::string& name,
             std::vector<std::pair<std::string, std::string>>& out) {
    if (!value.is_object()) {
        out.emplace_back(name, plain(value));
        return;
    }
    for (const auto& [key, inner] : value.items())
        flatten(inner, name.empty() ? key : fmt::format("{}.{}", name, key), out);
}

struct CsvRows {
    std::string head;
    std::string body;
};

CsvRows csv_rows(const Json& element) {
    std::vector<std::pair<std::string, std::string>> cells;
    flatten(element, {}, cells);
    std::vector<std::string> names;
    std::vector<std::string> values;
    for (auto& [name, value] : cells) {
        names.push_back(std::move(name));
        values.push_back(std::move(value));
    }
    return {csv_row(names), csv_row(values)};
}

std::string csv_of(const Report& report) {
    std::string text;
    if (report.list.empty()) {
        std::vector<std::pair<std::string, std::string>> cells;
        flatten(report.document, {}, cells);
        text = "field,value\n";
        for (const auto& [name, value] : cells) text += csv_row({name, value});
        return text;
    }
    const auto& elements = report.document.at(report.list);
    if (elements.empty() && !report.blank.is_null()) text = csv_rows(report.blank).head;
    for (const auto& element : elements) {
        const auto rows = csv_rows(element);
        if (text.empty()) text = rows.head;
        text += rows.body;
    }
    return text;
}

std::string cause(const Error& error) {
    auto text =
        filled(error.sentence != nullptr ? error.sentence : exit_code(error.fault).sentence, error.words);
    return error.file.empty() ? text : fmt::format("{}: {}", error.file, text);
}

/// A reason may be a whole sentence of its own.
std::string without_full_stop(std::string sentence) {
    for (const std::string_view stop : {".", "。"}) {
        if (sentence.ends_with(stop)) sentence.resize(sentence.size() - stop.size());
    }
    return sentence;
}

/// A sentence of its own, whichever room it comes from.
std::string cure(const Error& error) {
    auto text = filled(error.cure != nullptr ? error.cure : exit_code(error.fault).cure, error.words);
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    return text;
}

/// PC/SC return codes have 32 bits, status words begin with 61; errors of the system and of SQLite are
/// smaller.
std::string raw_code(std::uint32_t detail) {
    constexpr std::uint32_t largest_status_word = 0xFFFF;
    constexpr std::uint32_t smallest_status_word = 0x6100;
    if (detail == 0) return {};
    if (detail > largest_status_word) return fmt::format("0x{:08X}", detail);
    return detail < smallest_status_word ? fmt::format("{}", detail) : fmt::format("{:04X}", detail);
}

}  // namespace

std::string filled(const char* sentence, const std::vector<std::string>& words) {
    fmt::dynamic_format_arg_store<fmt::format_context> store;
    for (const auto& word : words) store.push_back(word);
    try {
        return fmt::vformat(tr(sentence), store);
    } catch (const fmt::format_error&) {  // a translation that does not fit must not end the program
        return tr(sentence);
    }
}

std::string csv_row(const std::vector<std::string>& cells) {
    std::vector<std::string> quoted;
    quoted.reserve(cells.size());
    for (const auto& cell : cells) quoted.push_back(text::csv_cell(cell));
    return fmt::format("{}\n", fmt::join(quoted, ","));
}

std::string rendered(const Report& report, Format format) {
    if (report.document.is_null()) return {};
    switch (format) {
        case Format::json:
            return line_of(report.document);
        case Format::csv:
            return csv_of(report);
        case Format::text:
            break;
    }
    return report.text;
}

std::string line_of(const Json& document) {
    // Names of files and words of the command line may be no UTF-8.
    return document.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Json error_document(const Error& error) {
    const auto& entry = exit_code(error.fault);
    const auto detail = raw_code(error.detail);
    Json document{{"schema", "sscard.error/1"},
                  {"error",
                   {{"code", entry.code},
                    {"exit", entry.exit},
                    {"step", error.step},
                    {"message", cause(error)},
                    {"hint", cure(error)},
                    {"detail", detail.empty() ? Json(nullptr) : Json(detail)}}}};
    if (error.fault == Fault::ambiguous_reader) document["error"]["choices"] = error.words;
    if (error.fault == Fault::not_social_security_card && !error.words.empty())
        document["error"]["seems"] = error.words.front();
    return document;
}

std::string explained(const Error& error) {
    return filled(msgid("{0}. {1}"), {without_full_stop(cause(error)), cure(error)});
}

std::string error_line(const Error& error) {
    const auto detail = raw_code(error.detail);
    auto line = fmt::format("sscard: {}", explained(error));
    if (!detail.empty()) line += fmt::format("  ({})", detail);
    if (error.fault == Fault::ambiguous_reader) {
        for (const auto& choice : error.words) line += "\n          " + choice;
    }
    return line + "\n";
}

int exit_status(const Report& report) noexcept {
    return report.verdict ? exit_code(report.verdict->fault).exit : 0;
}

void Sheet::title(std::string text) { rows_.push_back({in_one_line(std::move(text)), {}, true}); }

void Sheet::row(std::string label, const std::optional<std::string>& value) {
    rows_.push_back({std::move(label), in_one_line(value.value_or("-"))});
}

std::string Sheet::text() const {
    std::size_t widest = 0;
    for (const auto& row : rows_) {
        if (!row.is_title) widest = std::max(widest, text::width(row.label));
    }
    std::string text;
    for (const auto& row : rows_) {
        text += row.is_title ? row.label : "  " + text::padded(row.label, widest) + "  " + row.value;
        text += '\n';
    }
    return text;
}

std::string columns(const std::vector<std::vector<std::string>>& rows) {
    auto lines = rows;
    std::vector<std::size_t> widths;
    for (auto& cells : lines) {
        widths.resize(std::max(widths.size(), cells.size()));
        for (std::size_t i = 0; i < cells.size(); ++i) {
            cells[i] = in_one_line(std::move(cells[i]));
            widths[i] = std::max(widths[i], text::width(cells[i]));
        }
    }
    std::string text;
    for (const auto& cells : lines) {
        for (std::size_t i = 0; i < cells.size(); ++i)
            text += i + 1 == cells.size() ? cells[i] : text::padded(cells[i], widths[i] + 2);
        text += '\n';
    }
    return text;
}

}  // namespace sscard::tool
