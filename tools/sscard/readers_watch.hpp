#pragma once

#include "verb.hpp"

namespace sscard::tool {

/// `sscard readers --watch`: a line for every event, as it happens. Ends with Fault::interrupted, and without
/// a failure when nobody reads the lines any more.
Result<Report> watch(const Desk& desk);

}  // namespace sscard::tool
