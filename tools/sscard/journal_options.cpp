#include "journal_options.hpp"

#include "credentials.hpp"

namespace sscard::tool {

Result<activation::JournalOptions> journal_options(const Settings& settings) {
    activation::JournalOptions options;
    if (const auto key_file = settings.file().find("journal.key_file")) {
        auto place = place_of(key_file->text);
        if (!place) return tl::unexpected{std::move(place.error())};
        options.key_file = *std::move(place);
        options.key_is_given = is_credential(key_file->text);
    }
    const auto hash = settings.file().find("journal.hash");
    if (hash && hash->text == "sm3") options.hash = store::Hash::sm3;
    return options;
}

}  // namespace sscard::tool
