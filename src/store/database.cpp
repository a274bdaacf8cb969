#include <SQLiteCpp/SQLiteCpp.h>

#include <algorithm>
#include <sscard/store/database.hpp>

#include "connection.hpp"
#include "sqlite_fault.hpp"

namespace sscard::store {

namespace {

/// Runs `work` and turns SQLite's exception into the file's error.
template <class Work>
auto guarded(const Database::Connection& connection, Work&& work) -> Result<std::invoke_result_t<Work>> {
    try {
        if constexpr (std::is_void_v<std::invoke_result_t<Work>>) {
            std::forward<Work>(work)();
            return {};
        } else {
            return std::forward<Work>(work)();
        }
    } catch (const SQLite::Exception& exception) {
        return tl::unexpected<Error>{explain(exception, connection.file, connection.blame)};
    }
}

struct Binder {
    SQLite::Statement& statement;
    int position;

    void operator()(std::monostate) const { statement.bind(position); }
    void operator()(std::int64_t number) const { statement.bind(position, number); }
    void operator()(const std::string& text) const { statement.bindNoCopy(position, text); }
    void operator()(const Bytes& bytes) const {
        static constexpr std::uint8_t none = 0;  // a null pointer would bind NULL, not an empty value
        const auto* const data = bytes.empty() ? &none : bytes.data();
        statement.bindNoCopy(position, static_cast<const void*>(data), static_cast<int>(bytes.size()));
    }
};

/// A statement with its values, which have to outlive it. Kept for the next time that its text is run: to
/// prepare one takes longer than to run it.
class Prepared {
public:
    Prepared(Database::Connection& connection, const std::string& sql, const Values& values)
        : connection_{&connection}, statement_{taken(connection, sql)} {
        int position = 0;
        for (const auto& value : values) std::visit(Binder{statement_, ++position}, value);
    }
    Prepared(const Prepared&) = delete;
    Prepared& operator=(const Prepared&) = delete;
    ~Prepared() {
        statement_.tryReset();
        statement_.clearBindings();
        auto& idle = connection_->idle;
        if (idle.size() >= most_idle) idle.clear();
        const auto& sql = statement_.getQuery();
        idle.insert_or_assign(sql, std::move(statement_));
    }

    SQLite::Statement* operator->() noexcept { return &statement_; }
    SQLite::Statement& operator*() noexcept { return statement_; }

private:
    static constexpr std::size_t most_idle = 32;

    static SQLite::Statement taken(Database::Connection& connection, const std::string& sql) {
        auto known = connection.idle.extract(sql);
        return known ? std::move(known.mapped()) : SQLite::Statement{connection.handle, sql};
    }

    Database::Connection* connection_;
    SQLite::Statement statement_;
};

Value value_of(const SQLite::Column& column) {
    if (column.isInteger()) return column.getInt64();
    if (column.isText()) return column.getString();
    if (!column.isBlob()) return std::monostate{};
    const auto* const data = static_cast<const std::uint8_t*>(column.getBlob());
    return Bytes(data, data + column.getBytes());
}

Row row_of(SQLite::Statement& statement) {
    Values columns;
    columns.reserve(static_cast<std::size_t>(statement.getColumnCount()));
    for (int i = 0; i < statement.getColumnCount(); ++i) columns.push_back(value_of(statement.getColumn(i)));
    return Row{std::move(columns)};
}

}  // namespace

Database::Database(std::unique_ptr<Connection> connection) noexcept : connection_{std::move(connection)} {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::open(const Opening& opening) {
    auto connection = connect(opening);
    if (!connection) return tl::unexpected<Error>{std::move(connection).error()};
    return Database{std::move(*connection)};
}

Result<void> Database::wait_at_most(std::chrono::milliseconds wait) {
    const auto bounded = std::clamp(wait, std::chrono::milliseconds{0}, longest_wait);
    return guarded(*connection_,
                   [&] { connection_->handle.setBusyTimeout(static_cast<int>(bounded.count())); });
}

Result<std::int64_t> Database::run(const std::string& sql, const Values& values) {
    return guarded(*connection_, [&]() -> std::int64_t {
        Prepared statement{*connection_, sql, values};
        while (statement->executeStep()) {
        }
        return statement->getChanges();
    });
}

Result<void> Database::each(const std::string& sql, const Values& values,
                            const std::function<Result<void>(const Row&)>& take) const {
    auto outcome = guarded(*connection_, [&]() -> Result<void> {
        Prepared statement{*connection_, sql, values};
        while (statement->executeStep())
            if (auto taken = take(row_of(*statement)); !taken) return taken;
        return {};
    });
    if (!outcome) return tl::unexpected<Error>{std::move(outcome).error()};
    return std::move(*outcome);
}

Result<std::vector<Row>> Database::rows(const std::string& sql, const Values& values) const {
    std::vector<Row> all;
    auto walked = each(sql, values, [&all](const Row& row) -> Result<void> {
        all.push_back(row);
        return {};
    });
    if (!walked) return tl::unexpected<Error>{std::move(walked).error()};
    return all;
}

Result<void> Database::control(const char* sql) const {
    return guarded(*connection_, [&] { connection_->handle.exec(sql); });
}

Result<void> Database::compact() {
    constexpr std::int64_t small = 16 * 1024 * 1024;  // bytes that are quickly copied, and in memory
    const auto size = rows(
        "SELECT (page_count - freelist_count) * page_size"
        "  FROM pragma_page_count, pragma_freelist_count, pragma_page_size");
    if (!size) return tl::unexpected<Error>{size.error()};
    if (size->front().integer(0) <= small) {
        if (auto moved = control("VACUUM"); !moved) return moved;
    }
    const auto busy = rows("PRAGMA wal_checkpoint(TRUNCATE)");
    if (!busy) return tl::unexpected<Error>{busy.error()};
    if (busy->front().integer(0) == 0) return {};
    return fail(connection_->blame.fault, connection_->blame.step, msgid("another process holds {0}"),
                {connection_->file.string()}, msgid("wait until it is done and try again"));
}

Result<std::unique_ptr<Database::Transaction>> Database::Transaction::begin(const Database& database,
                                                                            const char* manner) {
    if (auto begun = database.control(manner); !begun) return tl::unexpected<Error>{std::move(begun).error()};
    return std::make_unique<Transaction>(database);
}

Database::Transaction::~Transaction() {
    if (open_) std::ignore = database_->control("ROLLBACK");  // fails only when SQLite has rolled back
}

Result<void> Database::Transaction::commit() {
    if (auto committed = database_->control("COMMIT"); !committed) return committed;
    open_ = false;
    return {};
}

}  // namespace sscard::store
