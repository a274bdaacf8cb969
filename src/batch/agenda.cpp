#include "agenda.hpp"

#include "row_note.hpp"

namespace sscard::batch {
namespace {

using activation::RowState;
using activation::State;

constexpr std::size_t most_rows = 4096;

Result<Job> question_about(const RowState& known, const Work& work) {
    auto record = work.journal.find(*known.request_no);
    if (!record) return tl::unexpected{std::move(record.error())};
    if (!*record) return fail(Fault::journal, "read the journal");
    return Job{known.row, **std::move(record), known.state, known.state};
}

Result<void> add_question(const RowState& known, const Work& work, Window& window) {
    auto job = question_about(known, work);
    if (!job) return tl::unexpected{std::move(job.error())};
    window.jobs.push_back(*std::move(job));
    return {};
}

}  // namespace

Agenda::Agenda(const Work& work, std::chrono::milliseconds patience, const StopFlag& stop)
    : work_{&work}, patience_{patience}, stop_{&stop}, known_{[&work](std::int64_t after, std::size_t count) {
          return work.journal.row_states(work.batch, after, count);
      }} {}

Result<Window> Agenda::next(std::size_t most) {
    Window window;
    for (std::size_t rows = 0; rows < most_rows && window.jobs.size() < most; ++rows) {
        const auto there = work_->input.next(row_);
        if (!there) return tl::unexpected{there.error()};
        if (!*there) {
            window.is_last = true;
            break;
        }
        if (auto added = add(row_, window); !added) return tl::unexpected{std::move(added.error())};
    }
    return window;
}

Result<void> Agenda::add(const Row& row, Window& window) {
    const auto known = known_.of(static_cast<std::int64_t>(row.number));
    if (!known) return tl::unexpected{known.error()};
    if (known->state == State::not_sent && !known->same_as) return add_new(row, window);
    return {};
}

Result<void> Agenda::add_new(const Row& row, Window& window) {
    auto verdict = work_->survey.verdict(work_->check, row);
    const auto number = static_cast<std::int64_t>(row.number);
    if (auto note = note_of(number, verdict)) {
        window.notes.push_back(*std::move(note));
    } else {
        const auto free = is_free(verdict.request);
        if (!free) return tl::unexpected{free.error()};
        if (!*free) {
            ++passed_over_;
            return {};
        }
        verdict.request.request_no = activation::make_request_no();
        window.intents.push_back(
            {verdict.request, work_->backend_name, activation::BatchRow{work_->batch, number}});
        window.jobs.push_back({number, {std::move(verdict.request), work_->backend_name, {}, {}, {}}});
    }
    return {};
}

/// Whether the card may be asked for: what is open for it elsewhere is settled first.
Result<bool> Agenda::is_free(const activation::Request& request) {
    if (auto looked = look_for_open_cards(); !looked) return tl::unexpected{std::move(looked.error())};
    if (!open_cards_->contains(request.card.number)) return true;
    if (nobody_there_) return false;
    const auto settled = activation::settle_earlier(request, work_->backend_name, work_->backend,
                                                    work_->journal, Patience{patience_, *stop_});
    if (settled) return true;
    const auto fault = settled.error().fault;
    nobody_there_ = fault == Fault::backend_unreachable || fault == Fault::timeout;
    if (nobody_there_ || fault == Fault::unknown_outcome || fault == Fault::backend_malformed) return false;
    return tl::unexpected{settled.error()};
}

Result<void> Agenda::look_for_open_cards() {
    if (open_cards_) return {};
    activation::JournalFilter filter;
    filter.scope = work_->scope;
    filter.backend = work_->backend_name;
    filter.open = true;
    open_cards_.emplace();
    return work_->journal.each(filter, [this](const activation::JournalRecord& record) -> Result<void> {
        open_cards_->insert(record.request.card.number);
        return {};
    });
}

Result<Window> OpenQuestions::next(std::size_t most) {
    Window window;
    const auto states = work_->journal.open_rows(work_->batch, after_, most);
    if (!states) return tl::unexpected{states.error()};
    for (const auto& known : *states) {
        after_ = known.row;
        if (about_ == About::unknown && known.state != State::unknown) continue;
        if (auto added = add_question(known, *work_, window); !added)
            return tl::unexpected{std::move(added.error())};
    }
    window.is_last = states->size() < most;
    return window;
}

}  // namespace sscard::batch
