#pragma once

#include <SQLiteCpp/Exception.h>

#include <filesystem>
#include <sscard/store/blame.hpp>

namespace sscard::store {

/// What SQLite's error means for the file, without SQLite's own text, which may hold SQL and values.
Error explain(const SQLite::Exception& exception, const std::filesystem::path& file, const Blame& blame);

}  // namespace sscard::store
