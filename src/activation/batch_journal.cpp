#include <algorithm>
#include <sscard/activation/words.hpp>

#include "batch_json.hpp"
#include "sealed_journal.hpp"

namespace sscard::activation {

namespace {

constexpr auto step = "begin the batch";

std::string mark_of(const std::string& batch) { return "batch " + batch; }

/// Which facts are others than they were when the batch began.
std::vector<std::string> changes(const BatchFacts& then, const BatchFacts& now) {
    std::vector<std::string> changed;
    for (const auto& [fact, is_same] : {
             std::pair{"sha256", then.sha256 == now.sha256},
             std::pair{"rows", then.rows == now.rows},
             std::pair{"form", then.form == now.form},
             std::pair{"encoding", then.encoding == now.encoding},
             std::pair{"backend", then.backend == now.backend},
             std::pair{"scope", then.scope == now.scope},
             std::pair{"service", then.service == now.service},
             std::pair{"channel", then.actor.channel == now.actor.channel},
         })
        if (!is_same) changed.emplace_back(fact);
    return changed;
}

}  // namespace

Result<Beginning> SealedJournal::begin(const std::string& name, const BatchFacts& facts) {
    const std::lock_guard guard{mutex_};
    if (is_begun_here(name)) return fail(Fault::batch_running, step);
    // Before the look into the journal: what is in progress is not pruned.
    const auto marked = mark(mark_of(name));
    if (!marked) return tl::unexpected<Error>{marked.error()};
    if (!*marked) return fail(Fault::batch_running, step);
    auto beginning = table_.appending([&](ChainEnd& end) -> Result<Beginning> {
        auto known = table_.batch(name);
        if (!known) return tl::unexpected<Error>{std::move(known).error()};
        if (*known) return Beginning{**known, false, changes((*known)->facts, facts)};
        return table_.append_batch(name, facts, end).map([](BatchRecord batch) {
            return Beginning{std::move(batch), true, {}};
        });
    });
    if (beginning && beginning->changed.empty())
        begun_.emplace(beginning->batch.number, name);
    else
        put_down(mark_of(name));
    return beginning;
}

void SealedJournal::leave(std::int64_t batch) noexcept {
    const std::lock_guard guard{mutex_};
    const auto begun = begun_.find(batch);
    if (begun == begun_.end()) return;
    put_down(mark_of(begun->second));
    begun_.erase(begun);
}

Result<void> SealedJournal::note(std::int64_t batch, std::span<const RowNote> rows) {
    const std::lock_guard guard{mutex_};
    if (auto begun = is_begun(batch); !begun) return begun;
    return table_.appending([&](ChainEnd& end) -> Result<void> {
        for (const auto& note : rows) {
            if (auto free = is_free({batch, note.row}); !free) return free;
            const NewEntry entry{.state = note.same_as ? duplicate_state : std::string{word(note.state)},
                                 .content = note_to_json(note.reason_code),
                                 .batch = batch,
                                 .row = note.row,
                                 .same_as = note.same_as};
            const auto written = table_.append(entry, end);
            if (!written) return tl::unexpected<Error>{written.error()};
        }
        return {};
    });
}

Result<std::vector<BatchRecord>> SealedJournal::batches() const {
    const std::lock_guard guard{mutex_};
    return table_.batches();
}

Result<std::optional<BatchRecord>> SealedJournal::batch(const std::string& name) const {
    const std::lock_guard guard{mutex_};
    return table_.batch(name);
}

Result<std::vector<RowState>> SealedJournal::row_states(std::int64_t batch, std::int64_t after,
                                                        std::size_t count) const {
    const std::lock_guard guard{mutex_};
    return table_.at_one_moment([&] { return table_.row_states(batch, after, count); });
}

Result<std::vector<RowState>> SealedJournal::open_rows(std::int64_t batch, std::int64_t after,
                                                       std::size_t count) const {
    const std::lock_guard guard{mutex_};
    return table_.at_one_moment([&] { return table_.open_rows(batch, after, count); });
}

Result<std::vector<RowOutcome>> SealedJournal::row_outcomes(std::int64_t batch, std::int64_t after,
                                                            std::size_t count) const {
    const std::lock_guard guard{mutex_};
    return table_.at_one_moment([&] { return table_.row_outcomes(batch, after, count); });
}

Result<RowCounts> SealedJournal::count_rows(const BatchRecord& batch) const {
    const std::lock_guard guard{mutex_};
    return table_.at_one_moment([&] { return table_.count_rows(batch); });
}

Result<bool> SealedJournal::is_in_running_batch(const std::string& request_no) const {
    const std::lock_guard guard{mutex_};
    const auto asked = table_.intended(request_no);
    if (!asked) return tl::unexpected<Error>{asked.error()};
    if (!*asked || !(*asked)->place || begun_.contains((*asked)->place->batch)) return false;
    const auto name = table_.batch_name((*asked)->place->batch);
    if (!name) return tl::unexpected<Error>{name.error()};
    return is_running(*name);
}

Result<bool> SealedJournal::is_running(const std::string& batch) const {
    if (is_begun_here(batch)) return true;
    return marks_ ? marks_->set_elsewhere(mark_of(batch)) : false;
}

bool SealedJournal::is_begun_here(const std::string& batch) const {
    return std::any_of(begun_.begin(), begun_.end(),
                       [&](const auto& begun) { return begun.second == batch; });
}

}  // namespace sscard::activation
