#include "batch_facts.hpp"

#include <algorithm>
#include <sscard/activation/words.hpp>

#include "language.hpp"
#include "words.hpp"

namespace sscard::tool {
namespace {

using activation::BatchFacts;
using activation::BatchRecord;

std::string_view word_for(batch::Form form) noexcept {
    return form == batch::Form::csv ? "csv" : "json_lines";
}

std::string_view word_for(text::Encoding encoding) noexcept {
    switch (encoding) {
        case text::Encoding::utf8_with_mark:
            return "utf-8-bom";
        case text::Encoding::gb18030:
            return "gb18030";
        case text::Encoding::utf8:
            break;
    }
    return "utf-8";
}

const char* sentence_for_fact(std::string_view fact) noexcept {
    struct Fact {
        std::string_view word;
        const char* sentence;
    };
    constexpr Fact facts[] = {
        {"sha256", msgid("the content of the file")},
        {"rows", msgid("the number of rows")},
        {"form", msgid("the form of the file")},
        {"encoding", msgid("its encoding")},
        {"backend", msgid("the authority")},
        {"scope", msgid("the half of the cards")},
        {"service", msgid("the service")},
        {"channel", msgid("the channel")},
    };
    const auto* found =
        std::find_if(std::begin(facts), std::end(facts), [&](const Fact& one) { return one.word == fact; });
    return found == std::end(facts) ? nullptr : found->sentence;
}

}  // namespace

BatchFacts facts_of(const std::string& file, const batch::Input& input, const batch::Survey& survey,
                    const activation::Request& matter, const Settings& settings) {
    return {std::filesystem::path{file}.filename().string(),
            std::string{word_for(input.format().form)},
            std::string{word_for(input.format().encoding)},
            input.sha256(),
            static_cast<std::int64_t>(survey.rows),
            settings[Key::backend],
            matter.scope,
            matter.service,
            matter.actor};
}

Result<BatchRecord> batch_named(const activation::BatchJournal* journal, const std::string& name) {
    const auto found =
        journal != nullptr ? journal->batch(name) : Result<std::optional<BatchRecord>>{std::nullopt};
    if (!found) return tl::unexpected{found.error()};
    if (*found) return **found;
    return fail(Fault::usage, "find the batch", msgid("the journal has no batch of this name"), {},
                msgid("Look for it with: sscard batch list"));
}

Json facts_document(const BatchRecord& batch, const std::string& last_at) {
    const auto& facts = batch.facts;
    return {{"created_at", batch.created_at},
            {"last_at", last_at},
            {"file", facts.file},
            {"form", facts.form},
            {"encoding", facts.encoding},
            {"sha256", facts.sha256},
            {"backend", facts.backend},
            {"scope", word(facts.scope)},
            {"service", facts.service ? Json(word(*facts.service)) : Json(nullptr)},
            {"channel", word(facts.actor.channel)},
            {"institution", json_or_null(facts.actor.institution)},
            {"outlet", json_or_null(facts.actor.outlet)},
            {"operator", json_or_null(facts.actor.operator_id)},
            {"terminal", json_or_null(facts.actor.terminal)}};
}

void add_facts(Sheet& sheet, const BatchRecord& batch, const std::string& last_at) {
    const auto& facts = batch.facts;
    sheet.row(tr(msgid("begun at")), batch.created_at);
    sheet.row(tr(msgid("last entry at")), last_at);
    sheet.row(tr(msgid("file")), facts.file);
    sheet.row(tr(msgid("content (SHA-256)")), facts.sha256);
    sheet.row(tr(msgid("authority")), facts.backend);
    sheet.row(tr(msgid("half")), tr(sentence_for(facts.scope)));
    if (facts.actor.outlet) sheet.row(tr(msgid("outlet")), facts.actor.outlet);
    sheet.row(tr(msgid("operator")), facts.actor.operator_id);
}

tl::unexpected<Error> changed(const BatchRecord& batch, const std::vector<std::string>& facts) {
    std::string list;
    for (const auto& fact : facts) {
        const auto* sentence = sentence_for_fact(fact);
        list += (list.empty() ? "" : ", ") + (sentence == nullptr ? fact : std::string{tr(sentence)});
    }
    return fail(Fault::input, "begin the batch",
                msgid("the batch {0} was begun otherwise; these are not the same any more: {1}"),
                {batch.name, list},
                msgid("Run it as it was begun, or give this one a name of its own with --name."));
}

}  // namespace sscard::tool
