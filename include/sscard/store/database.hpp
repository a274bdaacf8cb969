#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <sscard/bytes.hpp>
#include <sscard/store/blame.hpp>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace sscard::store {

/// What one column of one row holds.
using Value = std::variant<std::monostate, std::int64_t, std::string, Bytes>;
using Values = std::vector<Value>;

/// A value that may be missing, as a column that may be NULL.
template <class T>
Value nullable(std::optional<T> value) {
    if (!value) return std::monostate{};
    return *std::move(value);
}

/// One row of an answer. A column of another type reads as 0 or empty: who damaged the file gains nothing.
class Row {
public:
    explicit Row(Values columns) noexcept : columns_{std::move(columns)} {}

    std::int64_t integer(std::size_t column) const;
    std::string text(std::size_t column) const;
    Bytes blob(std::size_t column) const;
    const Values& columns() const noexcept { return columns_; }

private:
    Values columns_;
};

/// What the file must look like.
struct Schema {
    std::int32_t application_id = 0;      // tells this file from other SQLite files; never 0
    std::vector<const char*> migrations;  // script i leads from version i to version i + 1
};

enum class Access : std::uint8_t {
    create,     // reads and writes; makes the file when there is none
    existing,   // reads and writes a file that is there
    read_only,  // reads a file that is there
};

struct Opening {
    std::filesystem::path file;
    Schema schema;
    Blame blame;
    Access access = Access::create;
};

/// One SQLite file: write-ahead log, durable after every transaction, mode 0600. Errors never hold SQL or
/// values; `detail` is SQLite's extended code. Not for two threads at once: its owner guards it.
class Database {
public:
    /// The open file; known to this layer's sources alone.
    struct Connection;

    /// No statement waits longer for another process than this.
    static constexpr std::chrono::milliseconds longest_wait{5000};

    /// Opens, makes or migrates. Fails with the blame's fault when the directory is not writable, the disk
    /// is full, the file is something else, is held by another process, or is of a newer version.
    static Result<Database> open(const Opening& opening);

    Database(Database&&) noexcept;
    Database& operator=(Database&&) noexcept;
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    ~Database();

    /// Waits at most this long (never longer than `longest_wait`) for other processes from now on.
    Result<void> wait_at_most(std::chrono::milliseconds wait);

    /// Runs one statement that gives no rows; the number of rows it changed.
    Result<std::int64_t> run(const std::string& sql, const Values& values = {});

    Result<std::vector<Row>> rows(const std::string& sql, const Values& values = {}) const;

    /// Hands over one row after the other, for answers of any length; ends at the first failure.
    Result<void> each(const std::string& sql, const Values& values,
                      const std::function<Result<void>(const Row&)>& take) const;

    /// Runs `work` (returning some Result) in one transaction that holds the write lock from the start.
    /// A failure, of the work or of the commit, leaves the file as it was.
    template <class Work>
    std::invoke_result_t<Work> write(Work&& work) {
        // What the work reads first must not be changed by another process before it writes.
        return in_transaction("BEGIN IMMEDIATE", std::forward<Work>(work));
    }

    /// Runs `work` (returning some Result), all of whose answers show the file at one moment.
    template <class Work>
    std::invoke_result_t<Work> read(Work&& work) const {
        return in_transaction("BEGIN", std::forward<Work>(work));
    }

    /// After much was deleted: nothing of it stays in the file or its write-ahead log, and what is kept
    /// moves together when it is small. Fails when the disk is full or another process reads meanwhile;
    /// then the space is free for new rows all the same.
    Result<void> compact();

private:
    class Transaction {
    public:
        static Result<std::unique_ptr<Transaction>> begin(const Database& database, const char* manner);
        explicit Transaction(const Database& database) noexcept : database_{&database} {}
        Transaction(const Transaction&) = delete;
        Transaction& operator=(const Transaction&) = delete;
        ~Transaction();
        Result<void> commit();

    private:
        const Database* database_;
        bool open_ = true;
    };

    explicit Database(std::unique_ptr<Connection> connection) noexcept;

    template <class Work>
    std::invoke_result_t<Work> in_transaction(const char* manner, Work&& work) const {
        const auto begun = Transaction::begin(*this, manner);
        if (!begun) return tl::unexpected<Error>{begun.error()};
        auto outcome = std::forward<Work>(work)();
        if (!outcome) return outcome;
        if (auto kept = (*begun)->commit(); !kept) return tl::unexpected<Error>{std::move(kept).error()};
        return outcome;
    }

    Result<void> control(const char* sql) const;

    std::unique_ptr<Connection> connection_;
};

}  // namespace sscard::store
