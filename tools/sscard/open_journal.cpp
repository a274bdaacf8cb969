#include "open_journal.hpp"

#include "credentials.hpp"

namespace sscard::tool {
namespace {

using activation::BatchJournal;
using activation::Journal;
using activation::JournalOptions;

Result<JournalOptions> options_in(const ConfigFile& file) {
    JournalOptions options;
    if (const auto key_file = file.find("journal.key_file")) {
        auto place = place_of(key_file->text);
        if (!place) return tl::unexpected{std::move(place.error())};
        options.key_file = *std::move(place);
        options.key_is_given = is_credential(key_file->text);
    }
    const auto hash = file.find("journal.hash");
    if (hash && hash->text == "sm3") options.hash = store::Hash::sm3;
    return options;
}

template <class Kind>
Result<std::unique_ptr<Kind>> opened(const Settings& settings) {
    return options_in(settings.file()).and_then([&](const JournalOptions& options) {
        return Kind::open(settings.state_dir(), options);
    });
}

template <class Kind>
Result<std::unique_ptr<Kind>> opened_if_there(const Settings& settings) {
    return options_in(settings.file()).and_then([&](const JournalOptions& options) {
        return Kind::open_existing(settings.state_dir(), options);
    });
}

}  // namespace

Result<std::unique_ptr<Journal>> open_journal(const Settings& settings) { return opened<Journal>(settings); }

Result<std::unique_ptr<Journal>> open_existing_journal(const Settings& settings) {
    return opened_if_there<Journal>(settings);
}

Result<std::unique_ptr<BatchJournal>> open_batch_journal(const Settings& settings) {
    return opened<BatchJournal>(settings);
}

Result<std::unique_ptr<BatchJournal>> open_existing_batch_journal(const Settings& settings) {
    return opened_if_there<BatchJournal>(settings);
}

}  // namespace sscard::tool
