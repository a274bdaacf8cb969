#include <mutex>
#include <sscard/activation/codec.hpp>
#include <sscard/activation/journal.hpp>
#include <sscard/activation/words.hpp>

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
    explicit SealedJournal(JournalTable table) noexcept : table_{std::move(table)} {}

    Result<void> intend(const Request& request, const std::string& backend) override {
        const std::lock_guard guard{mutex_};
        NewEntry entry{request.request_no,
                       State::intended,
                       backend,
                       std::string{word(request.scope)},
                       table_.id_index(request.holder.id_number),
                       table_.card_index(request.card.number),
                       to_json(request)};
        return table_.append(std::move(entry), [this](const NewEntry& asked) -> Result<void> {
            const auto before = table_.intended(asked.request_no);
            if (!before) return tl::unexpected<Error>{before.error()};
            if (!*before) return {};
            return fail(Fault::journal, "write the journal",
                        msgid("the journal has a request {0} already; a request is sent once"),
                        {asked.request_no});
        });
    }

    Result<void> decide(const std::string& request_no, State state, const Decision& decision) override {
        if (state == State::intended) return fail(Fault::internal, "write the journal");
        const std::lock_guard guard{mutex_};
        NewEntry entry{request_no, state, {}, {}, std::nullopt, std::nullopt, to_json(decision, request_no)};
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

    Result<std::vector<JournalRecord>> list(const JournalFilter& filter) const override {
        const std::lock_guard guard{mutex_};
        const auto numbers = table_.requests(filter);
        if (!numbers) return tl::unexpected<Error>{numbers.error()};
        std::vector<JournalRecord> records;
        records.reserve(numbers->size());
        for (const auto& number : *numbers) {
            auto record = load(number);
            if (!record) return tl::unexpected<Error>{std::move(record).error()};
            records.push_back(std::move(*record));
        }
        return records;
    }

    Result<std::optional<JournalRecord>> find(const std::string& request_no) const override {
        const std::lock_guard guard{mutex_};
        auto record = load(request_no);
        if (!record) return tl::unexpected<Error>{std::move(record).error()};
        if (record->entries.empty()) return std::nullopt;
        return std::optional{std::move(*record)};
    }

    Result<JournalCheck> verify() const override {
        const std::lock_guard guard{mutex_};
        return table_.check();
    }

private:
    /// A record without entries when there is no such request.
    Result<JournalRecord> load(const std::string& request_no) const {
        const auto entries = table_.entries(request_no);
        if (!entries) return tl::unexpected<Error>{entries.error()};
        return record_of(*entries);
    }

    mutable std::mutex mutex_;
    JournalTable table_;
};

}  // namespace

Result<std::unique_ptr<Journal>> Journal::open(const std::filesystem::path& state_dir,
                                               const JournalOptions& options) {
    auto table = JournalTable::open(state_dir, options, store::Access::create);
    if (!table) return tl::unexpected<Error>{std::move(table).error()};
    return std::make_unique<SealedJournal>(std::move(*table));
}

Result<std::unique_ptr<Journal>> Journal::open_existing(const std::filesystem::path& state_dir,
                                                        const JournalOptions& options) {
    std::error_code ignored;
    if (!std::filesystem::exists(state_dir / "journal.db", ignored)) return nullptr;
    auto table = JournalTable::open(state_dir, options, store::Access::read_only);
    if (!table) return tl::unexpected<Error>{std::move(table).error()};
    return std::make_unique<SealedJournal>(std::move(*table));
}

}  // namespace sscard::activation
