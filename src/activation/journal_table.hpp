#pragma once

#include <sscard/activation/journal.hpp>
#include <sscard/store/database.hpp>
#include <sscard/store/seal.hpp>

namespace sscard::activation {

/// What one entry says, before it is sealed and chained.
struct NewEntry {
    std::string request_no;  // empty for what is about the journal itself
    std::string state;
    std::string backend;
    std::string scope;
    std::optional<Bytes> id_index;    // of the first entry of a request alone
    std::optional<Bytes> card_index;  //
    std::string content;              // JSON: the request, or the decision
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
};

/// The error for an entry whose content does not open or makes no sense.
tl::unexpected<Error> damaged(std::int64_t sequence);

/// The state of an entry that says what was pruned.
constexpr auto pruned_state = "pruned";

/// The columns that the chain covers, in its order.
constexpr auto hashed_columns =
    "seq, at, request_no, state, backend, scope, id_index, card_index, sealed, algorithm";

/// The last state of the request of the row `first`.
constexpr auto last_state =
    "(SELECT state FROM entries AS last WHERE last.request_no = first.request_no ORDER BY seq DESC LIMIT 1)";

/// The journal's tables: appends sealed and chained entries, reads them back, and prunes the oldest.
class JournalTable {
public:
    static Result<JournalTable> open(const std::filesystem::path& state_dir, const JournalOptions& options,
                                     store::Access access);

    /// Appends in one transaction; `allowed` may forbid it after a look at the table under the write lock.
    template <class Allowed>
    Result<void> append(NewEntry entry, Allowed allowed) {
        return database_.write([&]() -> Result<void> {
            if (Result<void> may = allowed(entry); !may) return may;
            return append_locked(entry);
        });
    }

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
    /// Backend and scope that a request was intended with; nothing when there is no such request.
    Result<std::optional<std::pair<std::string, std::string>>> intended(const std::string& request_no) const;
    Result<JournalCheck> check() const;
    Result<Pruning> prunable(const std::string& before) const;
    Result<Pruning> prune(const std::string& before);

    Bytes id_index(const std::string& id_number) const { return seal_.index("journal holder", id_number); }
    Bytes card_index(const std::string& card_number) const {
        return seal_.index("journal card", card_number);
    }

private:
    JournalTable(store::Database database, store::Seal seal, JournalOptions options) noexcept;
    Result<void> append_locked(const NewEntry& entry);
    Result<std::vector<Place>> places(const JournalFilter& filter, const std::string& clause,
                                      store::Values values) const;
    Result<std::string> content(std::int64_t sequence, const std::string& request_no,
                                const std::string& state, ByteView sealed) const;

    // Within one transaction:
    Result<JournalCheck> walk_chain() const;
    Result<Pruning> removable(const std::string& before) const;
    Result<void> remove(const Pruning& going, const std::string& before);

    store::Database database_;
    store::Seal seal_;
    JournalOptions options_;
};

}  // namespace sscard::activation
