#pragma once

#include <sscard/activation/batch_journal.hpp>

#include "settings.hpp"

namespace sscard::tool {

/// The journal of the state directory, kept as [journal] of the configuration wants it. Fault::config when
/// its key is a credential that this process does not have; else as Journal::open() fails.
Result<std::unique_ptr<activation::Journal>> open_journal(const Settings& settings);

/// For reading only; nothing when there is none yet.
Result<std::unique_ptr<activation::Journal>> open_existing_journal(const Settings& settings);

/// The same, for whoever asks for batches.
Result<std::unique_ptr<activation::BatchJournal>> open_batch_journal(const Settings& settings);
Result<std::unique_ptr<activation::BatchJournal>> open_existing_batch_journal(const Settings& settings);

}  // namespace sscard::tool
