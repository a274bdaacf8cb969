#pragma once

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include <sscard/store/database.hpp>
#include <unordered_map>

namespace sscard::store {

/// The open file behind a Database.
struct Database::Connection {
    SQLite::Database handle;
    std::filesystem::path file;
    Blame blame;
    std::unordered_map<std::string, SQLite::Statement> idle{};  // statements by their text, to be used again
};

/// Opens, makes or migrates the file.
Result<std::unique_ptr<Database::Connection>> connect(const Opening& opening);

}  // namespace sscard::store
