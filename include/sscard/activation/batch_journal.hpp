#pragma once

#include <array>
#include <sscard/activation/journal.hpp>

namespace sscard::activation {

/// What a batch is about. Written down when it begins, sealed, and never changed.
struct BatchFacts {
    std::string file;      // its name, without directories
    std::string form;      // "csv", ...: the words of whoever reads the file
    std::string encoding;  // "utf-8", ...
    std::string sha256;    // of the file's bytes, hexadecimal
    std::int64_t rows = 0;
    std::string backend;  // its name in the configuration
    Scope scope = Scope::social_security;
    std::optional<Service> service{};
    Actor actor;  // who began it
    bool operator==(const BatchFacts&) const = default;
};

/// A batch as it stands in the journal.
struct BatchRecord {
    std::int64_t number = 0;  // stands for the batch in this journal
    std::string name;
    std::string created_at;  // RFC 3339, with offset
    BatchFacts facts;
};

/// What came of it that a batch was to be begun.
struct Beginning {
    BatchRecord batch;
    bool created = false;  // else it was there and goes on
    /// Which facts of the batch of this name are others: "sha256", "rows", "form", "encoding", "backend",
    /// "scope", "service", "channel". When there are any, the batch was not begun. A file may have another
    /// name now, and another terminal may go on.
    std::vector<std::string> changed;
};

/// A row that is no request of its own.
struct RowNote {
    std::int64_t row = 0;
    State state = State::invalid;  // or refused, by a rule
    std::string reason_code{};
    std::optional<std::int64_t>
        same_as{};  // the row whose request is this one's too; its state is this one's
};

/// Where a row stands. A row that the journal does not know has never been sent.
struct RowState {
    std::int64_t row = 0;
    State state = State::not_sent;
    std::optional<std::string> request_no{};  // of a request that is open, to ask about it
    std::optional<std::int64_t> same_as{};    // then it is that row that is sent and asked about
};

/// All that the journal knows of a row.
struct RowOutcome {
    std::int64_t row = 0;
    State state = State::not_sent;
    std::optional<std::int64_t> same_as{};     // the row whose outcome this is
    std::optional<std::string> request_no{};   // of its last request; none when it never became one
    std::optional<std::string> reason_code{};  // why it is invalid or refused
    std::optional<Decision> decision{};        // the last one
    std::optional<std::string> operator_id{};  // who asked
    std::string first_at;                      // of its last request, RFC 3339
    std::string last_at;                       // of its last entry
    std::optional<std::chrono::milliseconds> took{};
};

/// How many rows are in which state.
struct RowCounts {
    std::array<std::int64_t, state_count> rows{};
    std::string last_at;  // of the newest entry of the batch, RFC 3339

    std::int64_t operator[](State state) const { return rows.at(static_cast<std::size_t>(state)); }
};

/// A journal that knows which requests belong together, and to which rows. All of it is in the chain.
class BatchJournal : public Journal {
public:
    /// As Journal has them.
    static Result<std::unique_ptr<BatchJournal>> open(const std::filesystem::path& state_dir,
                                                      const JournalOptions& options = {});
    static Result<std::unique_ptr<BatchJournal>> open_existing(const std::filesystem::path& state_dir,
                                                               const JournalOptions& options = {});

    /// Begins the batch of this name, or goes on with it. From now on it is in progress, with all of its
    /// requests, until leave(), the end of this object, or the end of the process. Fault::batch_running when
    /// another process, or another journal of this one, has it in progress.
    virtual Result<Beginning> begin(const std::string& name, const BatchFacts& facts) = 0;
    virtual void leave(std::int64_t batch) noexcept = 0;

    /// Writes down rows that are no requests of their own, in one transaction. For a batch that was begun.
    virtual Result<void> note(std::int64_t batch, std::span<const RowNote> rows) = 0;

    /// The newest first.
    virtual Result<std::vector<BatchRecord>> batches() const = 0;
    /// Nothing when there is none of this name.
    virtual Result<std::optional<BatchRecord>> batch(const std::string& name) const = 0;

    /// Rows behind row `after` that the journal knows, in order, no more than `count`.
    virtual Result<std::vector<RowState>> row_states(std::int64_t batch, std::int64_t after,
                                                     std::size_t count) const = 0;
    /// The same of those alone whose request is open.
    virtual Result<std::vector<RowState>> open_rows(std::int64_t batch, std::int64_t after,
                                                    std::size_t count) const = 0;
    virtual Result<std::vector<RowOutcome>> row_outcomes(std::int64_t batch, std::int64_t after,
                                                         std::size_t count) const = 0;
    /// Rows that the journal does not know are among those not sent.
    virtual Result<RowCounts> count_rows(const BatchRecord& batch) const = 0;
};

}  // namespace sscard::activation
