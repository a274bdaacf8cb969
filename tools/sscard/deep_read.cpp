#include "deep_read.hpp"

#include "deep_report.hpp"
#include "language.hpp"

namespace sscard::tool {

Result<void> DeepOptions::prepare(bool with_fields) const {
    const char* see_help = msgid("See sscard read --help.");
    if (all && with_fields)
        return fail(Fault::usage, "options", msgid("--all and --fields do not go together"), {}, see_help);
    if (!out) return {};
    if (!all) return fail(Fault::usage, "options", msgid("--out needs --all"), {}, see_help);
    return prepare_folder(*out);
}

void add_deep_options(CLI::App& verb, DeepOptions& options) {
    verb.add_flag("--all", options.all, tr(msgid("read the applications of the card too")));
    verb.add_option("--out", options.out,
                    tr(msgid("with --all: read fingerprint and photo too, and write them into this folder")))
        ->option_text("DIR");
}

Result<void> read_deeply(apdu::Transport& card, const card::Habits& habits, const DeepOptions& options,
                         Report& report) {
    if (!options.all) return {};
    const auto wanted = options.out ? card::Images::read : card::Images::left_alone;
    const auto reading = card::read_applications(card, habits, wanted);
    if (!reading) return tl::unexpected{reading.error()};
    Images images;
    if (options.out) {
        auto saved = save_images(*reading, *options.out);
        if (!saved) return tl::unexpected{std::move(saved.error())};
        images = *std::move(saved);
    }
    add_applications(report, *reading, images);
    return {};
}

}  // namespace sscard::tool
