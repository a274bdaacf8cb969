#pragma once

#include <sscard/activation/batch_journal.hpp>
#include <sscard/batch/survey.hpp>

#include "settings.hpp"

namespace sscard::tool {

/// What a batch of this file is about.
activation::BatchFacts facts_of(const std::string& file, const batch::Input& input,
                                const batch::Survey& survey, const activation::Request& matter,
                                const Settings& settings);

/// Fault::input: it was begun with other facts than these.
tl::unexpected<Error> changed(const activation::BatchRecord& batch, const std::vector<std::string>& facts);

}  // namespace sscard::tool
