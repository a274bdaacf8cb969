#pragma once

#include <span>
#include <sscard/backend/authority.hpp>
#include <string>
#include <string_view>

namespace sscard::backend {

/// One column of the authority's file: how its text becomes part of a registration.
struct Column {
    std::string_view name;
    bool needed;
    /// Checks and sets. nullptr when all is well, else a msgid: {0} is the row, {1} the column.
    const char* (*set)(const std::string& field, Registration& registration);
    std::string (*get)(const Registration& registration);
};

std::span<const Column> columns() noexcept;

/// The column of that name, or nullptr.
const Column* column(std::string_view name) noexcept;

}  // namespace sscard::backend
