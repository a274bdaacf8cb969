#pragma once

#include <sscard/activation/journal.hpp>

#include "settings.hpp"

namespace sscard::tool {

/// How [journal] of the configuration wants it kept. Fault::config for an unknown hash.
Result<activation::JournalOptions> journal_options(const Settings& settings);

}  // namespace sscard::tool
