#include "journal_options.hpp"

namespace sscard::tool {

activation::JournalOptions journal_options(const Settings& settings) {
    activation::JournalOptions options;
    if (const auto key_file = settings.file().find("journal.key_file")) options.key_file = key_file->text;
    const auto hash = settings.file().find("journal.hash");
    if (hash && hash->text == "sm3") options.hash = store::Hash::sm3;
    return options;
}

}  // namespace sscard::tool
