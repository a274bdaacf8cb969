#pragma once

#include <mutex>
#include <sscard/store/marks.hpp>
#include <unordered_map>

#include "journal_table.hpp"

namespace sscard::activation {

/// Guards the table, so that the threads of a batch may share one journal, and marks what is in progress.
class SealedJournal final : public BatchJournal {
public:
    SealedJournal(JournalTable table, std::optional<store::Marks> marks) noexcept
        : table_{std::move(table)}, marks_{std::move(marks)} {}

    Result<void> intend_all(std::span<const Intent> intents) override;
    Result<void> decide_all(std::span<const Decided> decided) override;

    Result<std::vector<JournalRecord>> list(const JournalFilter& filter) const override;
    Result<std::optional<JournalRecord>> find(const std::string& request_no) const override;
    Result<void> each(const JournalFilter& filter,
                      const std::function<Result<void>(const JournalRecord&)>& take) const override;

    Result<bool> take_up_card(const std::string& card_number, Scope scope) override;
    void put_down_card(const std::string& card_number, Scope scope) noexcept override;

    Result<bool> take_up(const std::string& request_no) override;
    void put_down(const std::string& request_no) noexcept override;

    Result<Pruning> prunable(const std::string& before) const override;
    Result<Pruning> prune(const std::string& before) override;
    Result<JournalCheck> verify() const override;

    Result<Beginning> begin(const std::string& name, const BatchFacts& facts) override;
    void leave(std::int64_t batch) noexcept override;
    Result<void> note(std::int64_t batch, std::span<const RowNote> rows) override;
    Result<std::vector<BatchRecord>> batches() const override;
    Result<std::optional<BatchRecord>> batch(const std::string& name) const override;
    Result<std::vector<RowState>> row_states(std::int64_t batch, std::int64_t after,
                                             std::size_t count) const override;
    Result<std::vector<RowState>> open_rows(std::int64_t batch, std::int64_t after,
                                            std::size_t count) const override;
    Result<std::vector<RowOutcome>> row_outcomes(std::int64_t batch, std::int64_t after,
                                                 std::size_t count) const override;
    Result<RowCounts> count_rows(const BatchRecord& batch) const override;

private:
    // With the mutex held:
    Result<void> mark_all(std::span<const Intent> intents);
    Result<void> append_all(std::span<const Intent> intents);
    Result<void> append_intent(const Intent& intent, ChainEnd& end);
    Result<void> append_decision(const Decided& decided, ChainEnd& end);
    Result<Intended> intended(const std::string& request_no) const;
    Result<void> is_free(const BatchRow& place) const;
    Result<void> is_begun(std::int64_t batch) const;
    Result<JournalRecord> load(const std::string& request_no) const;
    Result<std::vector<JournalRecord>> load(const std::vector<Place>& places) const;

    Result<std::vector<JournalRecord>> next_page(const JournalFilter& filter, std::int64_t after) const;
    Result<bool> mark(const std::string& name);
    std::string mark_of_card(const std::string& card_number, Scope scope) const;
    Result<bool> is_in_running_batch(const std::string& request_no) const;
    Result<bool> is_running(const std::string& batch) const;
    bool is_begun_here(const std::string& batch) const;

    mutable std::mutex mutex_;
    JournalTable table_;
    std::optional<store::Marks> marks_;                    // none: for reading only
    std::unordered_map<std::string, Intended> in_flight_;  // requests intended here and not decided yet
    std::unordered_map<std::int64_t, std::string> begun_;  // batches that are in progress here
};

}  // namespace sscard::activation
