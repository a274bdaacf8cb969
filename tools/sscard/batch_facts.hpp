#pragma once

#include <sscard/activation/batch_journal.hpp>
#include <sscard/batch/survey.hpp>

#include "settings.hpp"

namespace sscard::tool {

/// What a batch of this file is about.
activation::BatchFacts facts_of(const std::string& file, const batch::Input& input,
                                const batch::Survey& survey, const activation::Request& matter,
                                const Settings& settings);

/// The batch of this name. Fault::usage when there is none, or no journal yet.
Result<activation::BatchRecord> batch_named(const activation::BatchJournal* journal, const std::string& name);

/// What a batch was begun for, beside its name and its rows; `last_at`: of its newest entry.
Json facts_document(const activation::BatchRecord& batch, const std::string& last_at);
void add_facts(Sheet& sheet, const activation::BatchRecord& batch, const std::string& last_at);

/// Fault::input: it was begun with other facts than these.
tl::unexpected<Error> changed(const activation::BatchRecord& batch, const std::vector<std::string>& facts);

}  // namespace sscard::tool
