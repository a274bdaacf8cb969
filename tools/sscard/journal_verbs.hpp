#pragma once

#include <sscard/activation/journal.hpp>

#include "verb.hpp"

namespace sscard::tool {

/// One request as the journal's verbs list it; personal data masked unless the settings say otherwise.
Json summary_document(const activation::JournalRecord& record, const Settings& settings);

// One file a verb of `sscard journal`, but for the reading ones.
void add_journal_resolve(Verb group, Chosen& chosen);

}  // namespace sscard::tool
