#pragma once

#include <sscard/batch/runner.hpp>

namespace sscard::batch {

/// What is noted of a row that is no request of its own; nothing of one that is sent.
inline std::optional<activation::RowNote> note_of(std::int64_t row, const Verdict& verdict) {
    using activation::State;
    if (verdict.state == State::not_sent && verdict.same_as == 0) return std::nullopt;
    if (verdict.state == State::not_sent)
        return activation::RowNote{row, State::not_sent, {}, static_cast<std::int64_t>(verdict.same_as)};
    std::string code;
    if (verdict.reason)
        code = verdict.reason->code;
    else if (!verdict.mistakes.empty())
        code = verdict.mistakes.front().code;
    return activation::RowNote{row, verdict.state, std::move(code)};
}

/// Writes notes down and tells of them.
inline Result<void> note_all(const Work& work, const std::vector<activation::RowNote>& notes,
                             Observer& observer) {
    if (notes.empty()) return {};
    if (auto noted = work.journal.note(work.batch, notes); !noted) return noted;
    for (const auto& note : notes)
        observer.became({note.row, activation::State::not_sent, note.state, {}, note.same_as});
    return {};
}

}  // namespace sscard::batch
