#include "connection.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <sscard/store/files.hpp>
#include <thread>

#include "sqlite_fault.hpp"

namespace sscard::store {

namespace {

/// Changing to the write-ahead log does not go through SQLite's busy handler when another process does the
/// same at this moment, so the wait is ours.
void use_write_ahead_log(SQLite::Database& handle) {
    const auto deadline = std::chrono::steady_clock::now() + Database::longest_wait;
    while (true) {
        try {
            handle.exec("PRAGMA journal_mode = WAL");
            return;
        } catch (const SQLite::Exception& exception) {
            const bool passing = exception.getErrorCode() == SQLITE_BUSY;
            if (!passing || std::chrono::steady_clock::now() >= deadline) throw;
            std::this_thread::sleep_for(std::chrono::milliseconds{10});
        }
    }
}

int number_of(SQLite::Database& handle, const char* sql) { return handle.execAndGet(sql).getInt(); }

/// Whether the file is ours or still empty.
bool is_ours(SQLite::Database& handle, const Schema& schema) {
    const SQLite::Transaction one_moment{handle};  // another process may be making it just now
    const auto id = number_of(handle, "PRAGMA application_id");
    return id == schema.application_id ||
           (id == 0 && number_of(handle, "SELECT count(*) FROM sqlite_schema") == 0);
}

/// Leads the file to the newest version, in one transaction.
void migrate(SQLite::Database& handle, const Schema& schema) {
    SQLite::Transaction transaction{handle, SQLite::TransactionBehavior::IMMEDIATE};
    // Read again under the lock: another process may have been quicker.
    const auto version = static_cast<std::size_t>(number_of(handle, "PRAGMA user_version"));
    if (version >= schema.migrations.size()) return;
    for (auto i = version; i < schema.migrations.size(); ++i) handle.exec(schema.migrations[i]);
    handle.exec("PRAGMA application_id = " + std::to_string(schema.application_id));
    handle.exec("PRAGMA user_version = " + std::to_string(schema.migrations.size()));
    transaction.commit();
}

tl::unexpected<Error> unusable(const Opening& opening, const char* sentence, const char* cure) {
    return fail(opening.blame.fault, opening.blame.step, sentence, {opening.file.string()}, cure);
}

Result<void> prepare(SQLite::Database& handle, const Opening& opening) {
    if (!is_ours(handle, opening.schema))
        return unusable(opening, msgid("{0} is something else or damaged: it is no database of sscard"),
                        msgid("move it away, or bring back a backup"));
    const auto version = number_of(handle, "PRAGMA user_version");
    const auto newest = static_cast<int>(opening.schema.migrations.size());
    if (version > newest)
        return unusable(opening, msgid("{0} was written by a newer version of sscard"),
                        msgid("use that version, or a later one"));
    use_write_ahead_log(handle);
    handle.exec("PRAGMA synchronous = FULL");   // in WAL mode: every commit is synced
    handle.exec("PRAGMA temp_store = MEMORY");  // nothing beside the files that we guard
    handle.exec("PRAGMA secure_delete = ON");   // what is deleted is overwritten
    handle.exec("PRAGMA foreign_keys = ON");
    if (version < newest) migrate(handle, opening.schema);
    if (opening.access == Access::read_only) handle.exec("PRAGMA query_only = ON");
    return {};
}

}  // namespace

Result<std::unique_ptr<Database::Connection>> connect(const Opening& opening) {
    if (opening.access == Access::create) {
        auto made = make_private_directory(opening.file.parent_path(), opening.blame);
        if (made) made = make_private_file(opening.file, opening.blame);
        if (!made) return tl::unexpected<Error>{std::move(made).error()};
    }
    try {
        // Never OPEN_CREATE: SQLite would give the file a mode of its own. No lock: the owner guards it.
        auto connection = std::make_unique<Database::Connection>(Database::Connection{
            SQLite::Database{opening.file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX,
                             static_cast<int>(Database::longest_wait.count())},
            opening.file, opening.blame});
        auto prepared = prepare(connection->handle, opening);
        if (!prepared) return tl::unexpected<Error>{std::move(prepared).error()};
        return connection;
    } catch (const SQLite::Exception& exception) {
        return tl::unexpected<Error>{explain(exception, opening.file, opening.blame)};
    }
}

}  // namespace sscard::store
