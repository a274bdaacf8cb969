#pragma once

#include <SQLiteCpp/Database.h>

#include <sscard/store/database.hpp>

namespace sscard::store {

/// The open file behind a Database.
struct Database::Connection {
    SQLite::Database handle;
    std::filesystem::path file;
    Blame blame;
};

/// Opens, makes or migrates the file.
Result<std::unique_ptr<Database::Connection>> connect(const Opening& opening);

}  // namespace sscard::store
