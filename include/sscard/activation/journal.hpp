#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <sscard/activation/clock.hpp>
#include <sscard/activation/decision.hpp>
#include <sscard/activation/request.hpp>
#include <sscard/error.hpp>
#include <sscard/store/digest.hpp>
#include <string>
#include <vector>

namespace sscard::activation {

/// Where a request of a batch stands.
struct BatchRow {
    std::int64_t batch = 0;  // as BatchJournal numbers them
    std::int64_t row = 0;    // 1: the first one with data
    bool operator==(const BatchRow&) const = default;
};

/// A request that is about to be sent.
struct Intent {
    Request request;
    std::string backend;              // its name in the configuration
    std::optional<BatchRow> place{};  // of a batch that this journal has begun
};

/// What became of a request.
struct Decided {
    std::string request_no;
    State state = State::unknown;
    Decision decision;
    std::optional<std::chrono::milliseconds> took{};  // from sending it to knowing
};

/// One change of a request, as written down.
struct JournalEntry {
    std::int64_t sequence = 0;
    std::string at;  // RFC 3339, with offset
    State state = State::intended;
    std::optional<Decision> decision;
    std::optional<std::chrono::milliseconds> took{};
};

/// A request and what became of it.
struct JournalRecord {
    Request request;
    std::string backend;
    std::optional<std::string> batch{};  // name of the batch that it belongs to
    std::optional<std::int64_t> row{};   // and its row there
    std::vector<JournalEntry> entries;   // in order; at least one

    State state() const { return entries.back().state; }
};

/// Which requests `Journal::list` returns; empty members select everything.
struct JournalFilter {
    std::optional<State> state{};
    std::optional<std::string> id_number{};
    std::optional<std::string> card_number{};
    std::optional<Scope> scope{};
    std::optional<std::string> backend{};
    bool open = false;                    // only those in an open state: what can still be asked about
    std::optional<std::string> since{};   // ISO 8601 dates of the intent, as the clock was set then:
    std::optional<std::string> before{};  // from this day, and up to the day before this one
    std::size_t limit = 100;              // the newest first; `each` has no limit
};

/// What goes, or went, when a journal is pruned: entries from the front, whole requests that are closed.
struct Pruning {
    std::int64_t entries = 0;
    std::int64_t requests = 0;
    std::int64_t up_to = 0;  // number of the last entry that goes; 0 when none does
    /// The request that holds back what else is old enough: open, or closed on a later day. Or the batch: it
    /// runs, or its last request was closed on a later day.
    struct KeptBack {
        std::string request_no;  // empty: a batch
        std::string at;          // of its first entry
        bool open = true;
        std::optional<std::string> batch{};  // its name
    };
    std::optional<KeptBack> kept_back;
    std::string head;  // hexadecimal hash of the last entry that is there
};

/// What walking the chain of hashes found.
struct JournalCheck {
    std::int64_t entries = 0;       // that are there and fit
    std::int64_t pruned_up_to = 0;  // number of the last entry that was pruned; 0: none was
    // Number of the first entry that was changed, moved or is missing; nothing when all are as written.
    std::optional<std::int64_t> first_bad;
    std::string
        head;  // hexadecimal hash of the last entry that fits: kept elsewhere, it proves all before it
};

/// How a journal is kept; [journal] of the configuration.
struct JournalOptions {
    store::Hash hash = store::Hash::sha256;  // of new entries
    std::filesystem::path key_file;          // empty: "key" in the state directory
    bool key_is_given = false;  // by the service manager: its mode is the manager's, and it is never made
    Clock clock = system_now;
};

/// What was sent and what came back: append-only, durable on return of every call, chained by hashes,
/// personal data sealed. Files: journal.db, journal.lock and key in the state directory (0700, files 0600).
class Journal {
public:
    /// Opens or creates. Fault::journal when the directory is not writable, the disk is full, the file is no
    /// journal, or it was written by a newer version.
    static Result<std::unique_ptr<Journal>> open(const std::filesystem::path& state_dir,
                                                 const JournalOptions& options = {});

    /// Opens for reading only; nothing when there is none yet.
    static Result<std::unique_ptr<Journal>> open_existing(const std::filesystem::path& state_dir,
                                                          const JournalOptions& options = {});

    Journal() = default;
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;
    virtual ~Journal() = default;

    /// Durable before it returns: after this the request may be sent. From now on it is in progress, until
    /// decide(), the end of this object, or the end of the process.
    Result<void> intend(const Request& request, const std::string& backend) {
        const Intent one[] = {{request, backend}};
        return intend_all(one);
    }
    /// Appends what became of it. Written or not, the request is no longer in progress.
    Result<void> decide(const std::string& request_no, State state, const Decision& decision) {
        const Decided one[] = {{request_no, state, decision}};
        return decide_all(one);
    }

    /// The same for many at once, all or none of them, in one transaction that is synced once. Requests of
    /// a batch are in progress as long as the batch is.
    virtual Result<void> intend_all(std::span<const Intent> intents) = 0;
    virtual Result<void> decide_all(std::span<const Decided> decided) = 0;

    virtual Result<std::vector<JournalRecord>> list(const JournalFilter& filter) const = 0;
    /// Nothing when the journal has no such request.
    virtual Result<std::optional<JournalRecord>> find(const std::string& request_no) const = 0;

    /// Puts one half of a card in progress, so that nobody else asks for it meanwhile; false when another
    /// process, or another Journal of this one, has it in progress.
    virtual Result<bool> take_up_card(const std::string& card_number, Scope scope) = 0;
    virtual void put_down_card(const std::string& card_number, Scope scope) noexcept = 0;

    /// Puts a request of the journal in progress again, to ask about it; false when another process, or
    /// another Journal of this one, has it or its batch in progress: what it last wrote down is not all that
    /// it knows.
    virtual Result<bool> take_up(const std::string& request_no) = 0;
    /// No longer in progress, with nothing to write down.
    virtual void put_down(const std::string& request_no) noexcept = 0;

    /// Hands over one request after the other, the oldest first, in little memory however many there are;
    /// ends at the first failure. Others may write meanwhile.
    virtual Result<void> each(const JournalFilter& filter,
                              const std::function<Result<void>(const JournalRecord&)>& take) const = 0;

    /// What prune() would remove.
    virtual Result<Pruning> prunable(const std::string& before) const = 0;
    /// Removes the longest front part of the journal in which every entry was written before that day (ISO
    /// 8601), every request is closed and whole, and every batch is whole and does not run. The chain says
    /// what went, and still proves the rest.
    /// Fault::journal, and nothing is removed, when an entry was changed before.
    virtual Result<Pruning> prune(const std::string& before) = 0;

    /// Walks the whole chain, from where it was last pruned.
    virtual Result<JournalCheck> verify() const = 0;
};

}  // namespace sscard::activation
