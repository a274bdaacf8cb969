#include "open_journal.hpp"

#include "credentials.hpp"

namespace sscard::tool {
namespace {

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

}  // namespace

Result<std::unique_ptr<Journal>> open_journal(const Settings& settings) {
    return options_in(settings.file()).and_then([&](const JournalOptions& options) {
        return Journal::open(settings.state_dir(), options);
    });
}

Result<std::unique_ptr<Journal>> open_existing_journal(const Settings& settings) {
    return options_in(settings.file()).and_then([&](const JournalOptions& options) {
        return Journal::open_existing(settings.state_dir(), options);
    });
}

}  // namespace sscard::tool
