#include "batch_files.hpp"

#include <sscard/batch/outcomes.hpp>
#include <sscard/batch/results.hpp>
#include <sscard/batch/summary.hpp>

#include "batch_mistakes.hpp"
#include "words.hpp"

namespace sscard::tool {
namespace {

using activation::RowOutcome;
using activation::State;

std::optional<std::string> state_of_half(const RowOutcome& known, activation::Scope scope) {
    if (!known.decision) return std::nullopt;
    const auto& half = scope == activation::Scope::bank_account ? known.decision->bank_account
                                                                : known.decision->social_security;
    return half ? std::optional{half->state} : std::nullopt;
}

/// Why it is what it is: the mistakes, the reason, or the authority's message.
std::string message(const batch::Work& work, const batch::Row& row, const RowOutcome& known) {
    if (known.state == State::invalid) return sentences_for(work.survey.verdict(work.check, row).mistakes);
    if (known.decision && known.decision->reason) return reason_text(*known.decision->reason);
    if (known.reason_code) return reason_code_text(*known.reason_code);
    return known.decision ? known.decision->message.value_or("") : std::string{};
}

batch::Outcome outcome(const batch::Work& work, const batch::Row& row, const RowOutcome& known) {
    return {batch::told(known.state),      known.reason_code.value_or(""),
            message(work, row, known),     state_of_half(known, work.scope).value_or(""),
            known.request_no.value_or(""), known.last_at};
}

/// Whether they are one file, or would be once they are there.
bool is_same_place(const std::filesystem::path& one, const std::filesystem::path& other) {
    std::error_code ignored;
    return std::filesystem::equivalent(one, other, ignored) ||
           std::filesystem::weakly_canonical(one, ignored) ==
               std::filesystem::weakly_canonical(other, ignored);
}

Result<std::optional<WholeFile>> prepared(const std::string& path) {
    if (path.empty()) return std::nullopt;
    return WholeFile::create(path).map([](WholeFile file) { return std::optional{std::move(file)}; });
}

batch::Sink into(std::optional<WholeFile>& file) {
    return [&file](std::string_view bytes) { return file ? file->write(bytes) : Result<void>{}; };
}

}  // namespace

Result<void> require_own_files(const std::string& input, std::initializer_list<std::string> written) {
    constexpr auto step = "write file";
    std::vector<std::string> known;
    for (const auto& path : written) {
        if (path.empty()) continue;
        if (is_same_place(path, input)) {
            return fail(Fault::usage, step, msgid("{0} is the file of the batch itself"), {path},
                        msgid("Name another one: it is needed to go on."));
        }
        for (const auto& other : known) {
            if (is_same_place(path, other))
                return fail(Fault::usage, step, msgid("{0} is to be two files at once"), {path},
                            msgid("Give results, rework and events a name each."));
        }
        known.push_back(path);
    }
    return {};
}

Result<BatchFiles> BatchFiles::prepare(const std::string& results, const std::string& rework) {
    BatchFiles files;
    for (const auto& [path, file] : {std::pair{&results, &files.results_}, {&rework, &files.rework_}}) {
        auto made = prepared(*path);
        if (!made) return tl::unexpected{std::move(made.error())};
        if (*made) file->emplace(**std::move(made));
    }
    return files;
}

Result<void> BatchFiles::write(const batch::Work& work, const Patience& patience) && {
    if (!any()) return {};
    batch::Results results{work.input.format(), into(results_)};
    batch::Rework rework{work.input.format(), into(rework_)};
    const auto add = [&](const batch::Row& row, const RowOutcome& known) -> Result<void> {
        if (batch::needs_rework(known.state)) {
            if (auto added = rework.add(row); !added) return added;
        }
        if (!results_) return {};
        return results.add(row, outcome(work, row, known));
    };
    return results.begin()
        .and_then([&] { return rework.begin(); })
        .and_then([&] { return batch::each_outcome(work.input, work.journal, work.batch, patience, add); })
        .and_then([&] { return results.finish(); })
        .and_then([&] { return rework.finish(); })
        .and_then([&] { return results_ ? results_->finish() : Result<void>{}; })
        .and_then([&] { return rework_ ? rework_->finish() : Result<void>{}; });
}

}  // namespace sscard::tool
