#pragma once

#include <sscard/activation/journal.hpp>

#include "verb.hpp"

namespace sscard::tool {

/// The state that was typed, or none. Fault::usage for a word that is no state.
Result<std::optional<activation::State>> typed_state(const std::string& text);

/// The day that was typed behind `option`, ISO 8601, or none. Fault::usage for what is no day.
Result<std::optional<std::string>> typed_day(const char* option, const std::string& text);

/// One request as the journal's verbs list it; personal data masked unless the settings say otherwise.
Json summary_document(const activation::JournalRecord& record, const Settings& settings);

/// Who asked for it, and how: channel, service, agent, and the terminal's words. Masked like the summary.
Json actor_document(const activation::Request& request, const Settings& settings);

// One file a verb of `sscard journal`, but for the reading ones.
void add_journal_export(Verb group, Chosen& chosen);
void add_journal_prune(Verb group, Chosen& chosen);
void add_journal_resolve(Verb group, Chosen& chosen);

}  // namespace sscard::tool
