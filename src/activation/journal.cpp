#include <sscard/activation/codec.hpp>
#include <sscard/activation/words.hpp>

#include "sealed_journal.hpp"

namespace sscard::activation {

namespace {

constexpr std::size_t page_size = 100;  // requests in memory at a time

/// What the codec cannot read again was damaged on the disk; the backend is not to blame.
Result<JournalRecord> record_of(const std::vector<KeptEntry>& entries) {
    JournalRecord record;
    if (!entries.empty() && entries.front().state != State::intended)
        return damaged(entries.front().sequence);
    for (const auto& entry : entries) {
        JournalEntry said{entry.sequence, entry.at, entry.state, std::nullopt, entry.took};
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

template <class Interface>
Result<std::unique_ptr<Interface>> opened(const std::filesystem::path& state_dir,
                                          const JournalOptions& options) {
    auto table = JournalTable::open(state_dir, options, store::Access::create);
    if (!table) return tl::unexpected<Error>{std::move(table).error()};
    auto marks =
        store::Marks::create_or_open(state_dir / "journal.lock", {Fault::journal, "open the journal"});
    if (!marks) return tl::unexpected<Error>{std::move(marks).error()};
    return std::make_unique<SealedJournal>(std::move(*table), std::move(*marks));
}

template <class Interface>
Result<std::unique_ptr<Interface>> opened_existing(const std::filesystem::path& state_dir,
                                                   const JournalOptions& options) {
    std::error_code ignored;
    if (!std::filesystem::exists(state_dir / "journal.db", ignored)) return nullptr;
    auto table = JournalTable::open(state_dir, options, store::Access::read_only);
    if (!table) return tl::unexpected<Error>{std::move(table).error()};
    return std::make_unique<SealedJournal>(std::move(*table), std::nullopt);
}

}  // namespace

Result<std::vector<JournalRecord>> SealedJournal::list(const JournalFilter& filter) const {
    const std::lock_guard guard{mutex_};
    return table_.at_one_moment([&]() -> Result<std::vector<JournalRecord>> {
        const auto places = table_.newest(filter);
        if (!places) return tl::unexpected<Error>{places.error()};
        return load(*places);
    });
}

Result<std::optional<JournalRecord>> SealedJournal::find(const std::string& request_no) const {
    const std::lock_guard guard{mutex_};
    auto record = load(request_no);
    if (!record) return tl::unexpected<Error>{std::move(record).error()};
    if (record->entries.empty()) return std::nullopt;
    return std::optional{std::move(*record)};
}

Result<void> SealedJournal::each(const JournalFilter& filter,
                                 const std::function<Result<void>(const JournalRecord&)>& take) const {
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

/// By its keyed hash: where a lock stands can be seen by others.
std::string SealedJournal::mark_of_card(const std::string& card_number, Scope scope) const {
    return to_hex(table_.card_index(card_number)) + std::string{word(scope)};
}

Result<bool> SealedJournal::take_up_card(const std::string& card_number, Scope scope) {
    return mark(mark_of_card(card_number, scope));
}

void SealedJournal::put_down_card(const std::string& card_number, Scope scope) noexcept {
    put_down(mark_of_card(card_number, scope));
}

Result<bool> SealedJournal::mark(const std::string& name) {
    if (!marks_)
        return fail(Fault::journal, "write the journal", msgid("the journal is open for reading alone"));
    return marks_->set(name);
}

Result<bool> SealedJournal::take_up(const std::string& request_no) {
    auto marked = mark(request_no);
    if (!marked || !*marked) return marked;
    // Marked first: a batch that begins now finds the request taken.
    auto running = is_in_running_batch(request_no);
    if (running && !*running) return true;
    put_down(request_no);
    return std::move(running).map([](bool) { return false; });
}

void SealedJournal::put_down(const std::string& request_no) noexcept {
    if (marks_) marks_->clear(request_no);
}

Result<Pruning> SealedJournal::prunable(const std::string& before) const {
    const std::lock_guard guard{mutex_};
    return table_.prunable(before, [this](const std::string& batch) { return is_running(batch); });
}

Result<Pruning> SealedJournal::prune(const std::string& before) {
    const std::lock_guard guard{mutex_};
    return table_.prune(before, [this](const std::string& batch) { return is_running(batch); });
}

Result<JournalCheck> SealedJournal::verify() const {
    const std::lock_guard guard{mutex_};
    return table_.check();
}

/// A record without entries when there is no such request.
Result<JournalRecord> SealedJournal::load(const std::string& request_no) const {
    const auto entries = table_.entries(request_no);
    if (!entries) return tl::unexpected<Error>{entries.error()};
    auto record = record_of(*entries);
    if (!record || entries->empty() || !entries->front().place) return record;
    auto name = table_.batch_name(entries->front().place->batch);
    if (!name) return tl::unexpected<Error>{std::move(name).error()};
    record->batch = *std::move(name);
    record->row = entries->front().place->row;
    return record;
}

Result<std::vector<JournalRecord>> SealedJournal::load(const std::vector<Place>& places) const {
    std::vector<JournalRecord> records;
    records.reserve(places.size());
    for (const auto& place : places) {
        auto record = load(place.request_no);
        if (!record) return tl::unexpected<Error>{std::move(record).error()};
        records.push_back(std::move(*record));
    }
    return records;
}

Result<std::vector<JournalRecord>> SealedJournal::next_page(const JournalFilter& filter,
                                                            std::int64_t after) const {
    const std::lock_guard guard{mutex_};
    return table_.at_one_moment([&]() -> Result<std::vector<JournalRecord>> {
        const auto places = table_.oldest(filter, after, page_size);
        if (!places) return tl::unexpected<Error>{places.error()};
        return load(*places);
    });
}

Result<std::unique_ptr<Journal>> Journal::open(const std::filesystem::path& state_dir,
                                               const JournalOptions& options) {
    return opened<Journal>(state_dir, options);
}

Result<std::unique_ptr<Journal>> Journal::open_existing(const std::filesystem::path& state_dir,
                                                        const JournalOptions& options) {
    return opened_existing<Journal>(state_dir, options);
}

Result<std::unique_ptr<BatchJournal>> BatchJournal::open(const std::filesystem::path& state_dir,
                                                         const JournalOptions& options) {
    return opened<BatchJournal>(state_dir, options);
}

Result<std::unique_ptr<BatchJournal>> BatchJournal::open_existing(const std::filesystem::path& state_dir,
                                                                  const JournalOptions& options) {
    return opened_existing<BatchJournal>(state_dir, options);
}

}  // namespace sscard::activation
