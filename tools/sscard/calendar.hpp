#pragma once

#include <sscard/activation/enrolment.hpp>

#include "settings.hpp"

namespace sscard::tool {

/// Which days are worked, as [calendar] of the configuration says. Fault::config, with file, line and key,
/// for what is no day.
Result<activation::Calendar> calendar_of(const ConfigFile& file);

}  // namespace sscard::tool
