#pragma once

#include <sscard/backend/authority.hpp>
#include <vector>

namespace sscard::backend {

/// The registrations of a CSV file, all checked and normalised. Fault::input names row and column of the
/// first mistake: the whole file is good or nothing of it is.
Result<std::vector<Registration>> read_registrations(ByteView file);

/// The same checks for one registration; in errors it is row 1.
Result<Registration> checked(const Registration& registration);

}  // namespace sscard::backend
