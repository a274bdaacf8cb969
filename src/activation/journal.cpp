#include <mutex>
#include <optional>
#include <sscard/activation/codec.hpp>
#include <sscard/activation/journal.hpp>
#include <sscard/activation/words.hpp>
#include <sscard/store/marks.hpp>

#include "journal_table.hpp"

namespace sscard::activation {

namespace {

/// What the codec cannot read again was damaged on the disk; the backend is not to blame.
Result<JournalRecord> record_of(const std::vector<KeptEntry>& entries) {
    JournalRecord record;
    if (!entries.empty() && entries.front().state != State::intended)
        return damaged(entries.front().sequence);
    for (const auto& entry : entries) {
        JournalEntry said{entry.sequence, entry.at, entry.state, std::nullopt};
        if (entry.state == State::intended) {
            auto request = request_from_json(entry.content);
            if (!request) return damaged(entry.sequence);
            record.request = std::move(*request);
            record.backend = entry.backend;
        } else {
            auto decision = kept_decision_from_json(entry.content, entry.request_no);
            if (!decision) return damaged(entry.sequence);
            said.decision = std::move(*decision);
        }
        record.entries.push_back(std::move(said));
    }
    return record;
}

/// Guards the table, so that the threads of a batch may share one journal.
class SealedJournal final : public Journal {
public:
    SealedJournal(JournalTable table, std::optional<store::Marks> marks) noexcept
        : table_{std::move(table)}, marks_{std::move(marks)} {}

    Result<void> intend(const Request& request, const std::string& backend) override {
        const std::lock_guard guard{mutex_};
        // Before the entry is there: nobody shall find it without the mark.
        const auto marked = take_up(request.request_no);
        if (!marked) return tl::unexpected<Error>{marked.error()};
        if (!*marked) return sent_once(request.request_no);
        auto written = append_intent(request, backend);
        if (!written) put_down(request.request_no);
        return written;
    }

    Result<void> decide(const std::string& request_no, State state, const Decision& decision) override {
        if (state == State::intended) return fail(Fault::internal, "write the journal");
        const std::lock_guard guard{mutex_};
        auto written = append_decision(request_no, state, decision);
        put_down(request_no);
        return written;
    }

    Result<std::vector<JournalRecord>> list(const JournalFilter& filter) const override {
        const std::lock_guard guard{mutex_};
        return table_.at_one_moment([&]() -> Result<std::vector<JournalRecord>> {
            const auto places = table_.newest(filter);
            if (!places) return tl::unexpected<Error>{places.error()};
            return load(*places);
        });
    }

    Result<std::optional<JournalRecord>> find(const std::string& request_no) const override {
        const std::lock_guard guard{mutex_};
        auto record = load(request_no);
        if (!record) return tl::unexpected<Error>{std::move(record).error()};
        if (record->entries.empty()) return std::nullopt;
        return std::optional{std::move(*record)};
    }

    Result<void> each(const JournalFilter& filter,
                      const std::function<Result<void>(const JournalRecord&)>& take) const override {
        std::int64_t after = 0;
        while (true) {
            const auto page = next_page(filter, after);
            if (!page) return tl::unexpected<Error>{page.error()};
            for (const auto& record : *page)
                if (auto taken = take(record); !taken) return taken;
            if (page->size() < page_size) return {};
            after = page->back().entries.front().sequence;
        }
    }

    Result<bool> take_up_card(const std::string& card_number, Scope scope) override {
        return take_up(mark_of(card_number, scope));
    }

    void put_down_card(const std::string& card_number, Scope scope) noexcept override {
        put_down(mark_of(card_number, scope));
    }

    Result<bool> take_up(const std::string& request_no) override {
        if (!marks_)
            return fail(Fault::journal, "write the journal", msgid("the journal is open for reading alone"));
        return marks_->set(request_no);
    }

    void put_down(const std::string& request_no) noexcept override {
        if (marks_) marks_->clear(request_no);
    }

    Result<Pruning> prunable(const std::string& before) const override {
        const std::lock_guard guard{mutex_};
        return table_.prunable(before);
    }

    Result<Pruning> prune(const std::string& before) override {
        const std::lock_guard guard{mutex_};
        return table_.prune(before);
    }

    Result<JournalCheck> verify() const override {
        const std::lock_guard guard{mutex_};
        return table_.check();
    }

private:
    /// By its keyed hash: where a lock stands can be seen by others.
    std::string mark_of(const std::string& card_number, Scope scope) const {
        return to_hex(table_.card_index(card_number)) + std::string{word(scope)};
    }

    static constexpr std::size_t page_size = 100;  // requests in memory at a time

    static tl::unexpected<Error> sent_once(const std::string& request_no) {
        return fail(Fault::journal, "write the journal",
                    msgid("the journal has a request {0} already; a request is sent once"), {request_no});
    }

    Result<void> append_intent(const Request& request, const std::string& backend) {
        NewEntry entry{request.request_no,
                       std::string{word(State::intended)},
                       backend,
                       std::string{word(request.scope)},
                       table_.id_index(request.holder.id_number),
                       table_.card_index(request.card.number),
                       to_json(request)};
        return table_.append(std::move(entry), [this](const NewEntry& asked) -> Result<void> {
            const auto before = table_.intended(asked.request_no);
            if (!before) return tl::unexpected<Error>{before.error()};
            if (!*before) return {};
            return sent_once(asked.request_no);
        });
    }

    Result<void> append_decision(const std::string& request_no, State state, const Decision& decision) {
        NewEntry entry{request_no,   std::string{word(state)},     {}, {}, std::nullopt,
                       std::nullopt, to_json(decision, request_no)};
        return table_.append(std::move(entry), [this](NewEntry& asked) -> Result<void> {
            auto before = table_.intended(asked.request_no);
            if (!before) return tl::unexpected<Error>{std::move(before).error()};
            if (!*before)
                return fail(Fault::journal, "write the journal", msgid("the journal has no request {0}"),
                            {asked.request_no});
            std::tie(asked.backend, asked.scope) = **before;
            return {};
        });
    }

    /// A record without entries when there is no such request.
    Result<JournalRecord> load(const std::string& request_no) const {
        const auto entries = table_.entries(request_no);
        if (!entries) return tl::unexpected<Error>{entries.error()};
        return record_of(*entries);
    }

    Result<std::vector<JournalRecord>> load(const std::vector<Place>& places) const {
        std::vector<JournalRecord> records;
        records.reserve(places.size());
        for (const auto& place : places) {
            auto record = load(place.request_no);
            if (!record) return tl::unexpected<Error>{std::move(record).error()};
            records.push_back(std::move(*record));
        }
        return records;
    }

    Result<std::vector<JournalRecord>> next_page(const JournalFilter& filter, std::int64_t after) const {
        const std::lock_guard guard{mutex_};
        return table_.at_one_moment([&]() -> Result<std::vector<JournalRecord>> {
            const auto places = table_.oldest(filter, after, page_size);
            if (!places) return tl::unexpected<Error>{places.error()};
            return load(*places);
        });
    }

    mutable std::mutex mutex_;
    JournalTable table_;
    std::optional<store::Marks> marks_;  // none: for reading only
};

}  // namespace

Result<std::unique_ptr<Journal>> Journal::open(const std::filesystem::path& state_dir,
                                               const JournalOptions& options) {
    auto table = JournalTable::open(state_dir, options, store::Access::create);
    if (!table) return tl::unexpected<Error>{std::move(table).error()};
    auto marks =
        store::Marks::create_or_open(state_dir / "journal.lock", {Fault::journal, "open the journal"});
    if (!marks) return tl::unexpected<Error>{std::move(marks).error()};
    return std::make_unique<SealedJournal>(std::move(*table), std::move(*marks));
}

Result<std::unique_ptr<Journal>> Journal::open_existing(const std::filesystem::path& state_dir,
                                                        const JournalOptions& options) {
    std::error_code ignored;
    if (!std::filesystem::exists(state_dir / "journal.db", ignored)) return nullptr;
    auto table = JournalTable::open(state_dir, options, store::Access::read_only);
    if (!table) return tl::unexpected<Error>{std::move(table).error()};
    return std::make_unique<SealedJournal>(std::move(*table), std::nullopt);
}

}  // namespace sscard::activation
