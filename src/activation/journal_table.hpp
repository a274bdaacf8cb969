#pragma once

#include <map>
#include <sscard/activation/batch_journal.hpp>
#include <sscard/store/database.hpp>
#include <sscard/store/seal.hpp>

namespace sscard::activation {

/// What one entry says, before it is sealed and chained.
struct NewEntry {
    std::string request_no{};  // empty for what is no request
    std::string state;
    std::string backend{};
    std::string scope{};
    std::optional<Bytes> id_index{};    // of the first entry of a request alone
    std::optional<Bytes> card_index{};  //
    std::string content;                // JSON: the request, the decision, ...
    std::optional<std::int64_t> batch{};
    std::optional<std::int64_t> row{};
    std::optional<std::int64_t> same_as{};
    std::optional<std::int64_t> took_ms{};
};

/// Where the next entry of a transaction goes.
struct ChainEnd {
    std::int64_t sequence = 0;  // of the last entry that there ever was
    Bytes hash;                 // of the last one that is there
    std::string at;             // the time that the entries of this transaction bear
};

/// Which request stands where.
struct Place {
    std::int64_t sequence = 0;  // of its first entry
    std::string request_no;
};

/// One entry as it stands in the table.
struct KeptEntry {
    std::int64_t sequence = 0;
    std::string at;
    std::string request_no;
    State state = State::intended;
    std::string backend;
    std::string content;
    std::optional<BatchRow> place{};
    std::optional<std::chrono::milliseconds> took{};
};

/// What all entries of a request share.
struct Intended {
    std::string backend;
    std::string scope;
    std::optional<BatchRow> place{};
};

/// Whether a batch of this name is in progress somewhere.
using IsRunning = std::function<Result<bool>(const std::string& batch)>;

/// The error for an entry whose content does not open or makes no sense.
tl::unexpected<Error> damaged(std::int64_t sequence);

/// The states of entries that belong to no request: what was pruned, the beginning of a batch, and a row that
/// shares the request of another one.
constexpr auto pruned_state = "pruned";
constexpr auto batch_state = "batch";
constexpr auto duplicate_state = "duplicate";

/// The columns that the chain covers, in its order.
constexpr auto hashed_columns =
    "seq, at, request_no, state, backend, scope, id_index, card_index, sealed, algorithm,"
    " batch, row, same_as, took_ms";

/// The last state of the request of the row `first`.
constexpr auto last_state =
    "(SELECT state FROM entries AS last WHERE last.request_no = first.request_no ORDER BY seq DESC LIMIT 1)";

/// The columns that it takes to open the content of an entry.
constexpr auto sealed_columns = "seq, request_no, state, sealed, batch, row, same_as, took_ms";

/// The open states as SQL has a list.
std::string open_words();

/// How long it took, of a row that begins with the sealed columns.
std::optional<std::chrono::milliseconds> took_in(const store::Row& row);

/// The journal's tables: appends sealed and chained entries, reads them back, and prunes the oldest.
class JournalTable {
public:
    static Result<JournalTable> open(const std::filesystem::path& state_dir, const JournalOptions& options,
                                     store::Access access);

    /// Runs `work(ChainEnd&)` (returning some Result) in one transaction; it may append().
    template <class Work>
    std::invoke_result_t<Work, ChainEnd&> appending(Work&& work) {
        return database_.write([&]() -> std::invoke_result_t<Work, ChainEnd&> {
            auto end = chain_end();
            if (!end) return tl::unexpected<Error>{std::move(end).error()};
            return std::forward<Work>(work)(*end);
        });
    }
    /// False when the journal has an entry `intended` of that request already.
    Result<bool> append(const NewEntry& entry, ChainEnd& end);

    /// Runs `work`, all of whose reading shows the table at one moment.
    template <class Work>
    std::invoke_result_t<Work> at_one_moment(Work&& work) const {
        return database_.read(std::forward<Work>(work));
    }

    /// All entries of a request, in order.
    Result<std::vector<KeptEntry>> entries(const std::string& request_no) const;
    /// The newest first.
    Result<std::vector<Place>> newest(const JournalFilter& filter) const;
    /// The oldest of those that stand behind entry `after`, no more than `count`.
    Result<std::vector<Place>> oldest(const JournalFilter& filter, std::int64_t after,
                                      std::int64_t count) const;
    /// Nothing when there is no such request.
    Result<std::optional<Intended>> intended(const std::string& request_no) const;
    Result<JournalCheck> check() const;
    Result<Pruning> prunable(const std::string& before, const IsRunning& is_running) const;
    Result<Pruning> prune(const std::string& before, const IsRunning& is_running);

    /// The newest first.
    Result<std::vector<BatchRecord>> batches() const;
    Result<std::optional<BatchRecord>> batch(const std::string& name) const;
    Result<std::string> batch_name(std::int64_t batch) const;
    Result<BatchRecord> append_batch(const std::string& name, const BatchFacts& facts, ChainEnd& end);
    /// The last state of a row, as written; empty when there is none.
    Result<std::string> last_state_of(const BatchRow& place) const;
    Result<std::vector<RowState>> row_states(std::int64_t batch, std::int64_t after, std::size_t count) const;
    Result<std::vector<RowState>> open_rows(std::int64_t batch, std::int64_t after, std::size_t count) const;
    Result<std::vector<RowOutcome>> row_outcomes(std::int64_t batch, std::int64_t after,
                                                 std::size_t count) const;
    Result<RowCounts> count_rows(const BatchRecord& batch) const;

    Bytes id_index(const std::string& id_number) const { return seal_.index("journal holder", id_number); }
    Bytes card_index(const std::string& card_number) const {
        return seal_.index("journal card", card_number);
    }

private:
    JournalTable(store::Database database, store::Seal seal, JournalOptions options) noexcept;
    Result<ChainEnd> chain_end() const;
    Result<std::vector<Place>> places(const JournalFilter& filter, const std::string& clause,
                                      store::Values values) const;
    /// Of a row that begins with the sealed columns.
    Result<std::string> content(const store::Row& row) const;

    // Within one transaction:
    Result<JournalCheck> walk_chain() const;
    Result<Pruning> removable(const std::string& before, const IsRunning& is_running) const;
    Result<void> remove(const Pruning& going, const std::string& before);

    Result<std::vector<RowState>> row_states(const std::string& query, const store::Values& page) const;
    Result<RowState> row_state(std::int64_t batch, const store::Row& row) const;
    // What an entry says of a row, and of the row that shares its request:
    Result<RowOutcome> outcome(std::int64_t sequence) const;
    Result<RowOutcome> shared_outcome(std::int64_t batch, std::int64_t sequence) const;
    Result<RowOutcome> asked_for(RowOutcome one) const;

    store::Database database_;
    store::Seal seal_;
    JournalOptions options_;
    mutable std::map<std::int64_t, std::string> batch_names_;  // as far as they were asked for
};

}  // namespace sscard::activation
