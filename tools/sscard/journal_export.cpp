#include <algorithm>
#include <cstdio>
#include <sscard/activation/words.hpp>
#include <sscard/text/csv.hpp>
#include <sscard/text/mask.hpp>

#include "journal_verbs.hpp"
#include "language.hpp"
#include "open_journal.hpp"
#include "quoted.hpp"
#include "subject.hpp"
#include "terminal.hpp"
#include "whole_file.hpp"
#include "words.hpp"

namespace sscard::tool {
namespace {

using activation::JournalRecord;

struct ExportOptions {
    std::string file;
    std::string state;
    std::string since;
    std::string before;
    bool force = false;
};

/// The columns of CSV: where each is in the document of a request.
constexpr const char* columns_of_csv[] = {
    "/request_no",
    "/first_at",
    "/last_at",
    "/scope",
    "/state",
    "/holder/id_number",
    "/holder/name",
    "/card/number",
    "/card/identification_number",
    "/card/region",
    "/source",
    "/channel",
    "/service",
    "/agent/name",
    "/agent/id_number",
    "/agent/relation",
    "/agent/phone",
    "/institution",
    "/outlet",
    "/operator",
    "/terminal",
    "/backend",
    "/batch",
    "/row",
    "/receipt_no",
    "/effective_at",
    "/reason/code",
    "/reason/message",
    "/reason/backend_text",
    "/message",
};

/// All that is known of a request.
Json document_of(const JournalRecord& record, const Settings& settings) {
    const auto& request = record.request;
    const auto decision =
        shown_words(record.entries.back().decision.value_or(activation::Decision{}), request, settings);
    Json document{{"request_no", request.request_no},
                  {"first_at", record.entries.front().at},
                  {"last_at", record.entries.back().at},
                  {"scope", word(request.scope)},
                  {"state", word(record.state())},
                  {"holder", holder_document(request.holder, settings)},
                  {"card",
                   {{"number", request.card.number},
                    {"identification_number", request.card.identification_number},
                    {"region", json_or_null(request.card.region)}}},
                  {"source", word(request.evidence.source)}};
    document.update(actor_document(request, settings));
    document["backend"] = record.backend;
    document["batch"] = json_or_null(record.batch);
    document["row"] = json_or_null(record.row);
    document["receipt_no"] = json_or_null(decision.receipt_no);
    document["effective_at"] = json_or_null(decision.effective_at);
    document["reason"] = reason_document(decision.reason);
    document["message"] = json_or_null(decision.message);
    return document;
}

/// Ends lines as RFC 4180 does.
std::string csv_line(const std::vector<std::string>& cells) {
    auto line = csv_row(cells);
    line.insert(line.size() - 1, "\r");
    return line;
}

std::string csv_head() {
    std::vector<std::string> names;
    for (const std::string column : columns_of_csv) {
        auto name = column.substr(1);
        std::replace(name.begin(), name.end(), '/', '.');
        names.push_back(std::move(name));
    }
    return csv_line(names);
}

std::string csv_body(const Json& document) {
    std::vector<std::string> cells;
    for (const auto* column : columns_of_csv) {
        const Json::json_pointer place{column};
        const auto value = document.contains(place) ? document.at(place) : Json(nullptr);
        if (value.is_string())
            cells.push_back(text::no_formula(value.get<std::string>()));
        else
            cells.push_back(value.is_null() ? std::string{} : value.dump());
    }
    return csv_line(cells);
}

std::string json_element(const Json& document) {
    auto line = line_of(document);
    line.pop_back();
    return line;
}

/// How a form begins, what stands between its elements, and how it ends.
struct Form {
    std::string head;
    std::string between;
    std::string tail;
    std::string (*element)(const Json&);
};

Form form_of(Format format) {
    if (format == Format::json)
        return {R"({"schema":"sscard.journal_export/1","requests":[)", ",", "]}\n", json_element};
    return {csv_head(), "", "", csv_body};
}

using Write = std::function<Result<void>(std::string_view)>;

/// Writes one request after the other; how many there were.
Result<std::size_t> write_all(const activation::Journal* journal, const activation::JournalFilter& filter,
                              const Form& form, const Desk& desk, const Write& write) {
    std::size_t count = 0;
    auto written = write(form.head);
    if (written && journal != nullptr) {
        written = journal->each(filter, [&](const JournalRecord& record) -> Result<void> {
            if (desk.stop) return fail(Fault::interrupted, "export");
            const auto& between = count++ == 0 ? std::string{} : form.between;
            return write(between + form.element(document_of(record, desk.settings)));
        });
    }
    if (written) written = write(form.tail);
    if (!written) return tl::unexpected{std::move(written.error())};
    return count;
}

/// As was asked for, or as the file is called.
Format format_of(const Settings& settings, const std::filesystem::path& file) {
    if (settings.value(Key::format).source == Source::fallback)
        return file.extension() == ".json" ? Format::json : Format::csv;
    return settings.format();
}

Result<Report> write_to_file(const std::filesystem::path& path, bool force,
                             const std::function<Result<std::size_t>(const Write&)>& write) {
    std::error_code ignored;
    if (!force && std::filesystem::exists(path, ignored)) {
        return fail(Fault::usage, "write file", msgid("the file {0} is there already"), {path.string()},
                    msgid("Name another one, or replace it with --force."));
    }
    auto file = WholeFile::create(path);
    if (!file) return tl::unexpected{std::move(file.error())};
    const auto count = write([&](std::string_view text) { return file->write(text); });
    if (!count) return tl::unexpected{count.error()};
    if (auto finished = file->finish(); !finished) return tl::unexpected{std::move(finished.error())};
    return Report{
        {{"schema", "sscard.journal_exported/1"}, {"file", path.string()}, {"requests", *count}},
        filled(msgid("Requests written to {0}: {1}."), {path.string(), std::to_string(*count)}) + "\n"};
}

Result<activation::JournalFilter> filter_of(const ExportOptions& options) {
    activation::JournalFilter filter;
    auto state = typed_state(options.state);
    if (!state) return tl::unexpected{std::move(state.error())};
    auto since = typed_day("--since", options.since);
    if (!since) return tl::unexpected{std::move(since.error())};
    auto before = typed_day("--before", options.before);
    if (!before) return tl::unexpected{std::move(before.error())};
    filter.state = *state;
    filter.since = *std::move(since);
    filter.before = *std::move(before);
    return filter;
}

Result<Report> run(const Desk& desk, const ExportOptions& options) {
    const auto filter = filter_of(options);
    if (!filter) return tl::unexpected{filter.error()};
    const auto journal = open_existing_journal(desk.settings);
    if (!journal) return tl::unexpected{journal.error()};
    const auto form = form_of(format_of(desk.settings, options.file));
    const auto write = [&](const Write& to) { return write_all(journal->get(), *filter, form, desk, to); };
    if (!options.file.empty()) return write_to_file(options.file, options.force, write);
    if (const auto count = write(print); !count) {
        std::ignore = print("\n");  // the failure stands on a line of its own
        return tl::unexpected{count.error()};
    }
    return Report{};
}

}  // namespace

void add_journal_export(Verb group, Chosen& chosen) {
    auto options = std::make_shared<ExportOptions>();
    auto verb = group.verb("export", msgid("Write all requests with all that is known, the oldest first"),
                           "  sscard journal export journal.csv\n"
                           "  sscard journal export --since 2026-01-01 --before 2027-01-01 year.json\n"
                           "  sscard journal export --format csv --state refused\n",
                           chosen, [options](const Desk& desk) { return run(desk, *options); });
    verb.optional_operand("file FILE", options->file,
                          msgid("where to write; by default to the standard output"));
    verb.option("--state STATE", options->state, msgid("only requests in this state"));
    verb.option("--since DATE", options->since, msgid("only requests of this day or later"));
    verb.option("--before DATE", options->before, msgid("only requests of before this day"));
    verb.flag("--force", options->force, msgid("replace the file if it is there"));
}

}  // namespace sscard::tool
