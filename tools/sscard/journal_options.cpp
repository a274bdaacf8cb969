#include "journal_options.hpp"

namespace sscard::tool {

Result<activation::JournalOptions> journal_options(const Settings& settings) {
    activation::JournalOptions options;
    if (const auto key_file = settings.file().find("journal.key_file")) options.key_file = key_file->text;
    const auto hash = settings.file().find("journal.hash");
    if (!hash || hash->text == "sha256") return options;
    if (hash->text != "sm3") {
        return fail(
            Fault::config, "read configuration", msgid("{0}, line {1}: {2} must be {3}"),
            {settings.file().path().string(), std::to_string(hash->line), "journal.hash", "sha256|sm3"});
    }
    options.hash = store::Hash::sm3;
    return options;
}

}  // namespace sscard::tool
