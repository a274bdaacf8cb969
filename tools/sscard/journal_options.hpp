#pragma once

#include <sscard/activation/journal.hpp>

#include "settings.hpp"

namespace sscard::tool {

/// How [journal] of the configuration wants it kept. Fault::config when its key is a credential that this
/// process does not have.
Result<activation::JournalOptions> journal_options(const Settings& settings);

}  // namespace sscard::tool
