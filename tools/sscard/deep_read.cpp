#include "deep_read.hpp"

#include "deep_report.hpp"
#include "language.hpp"

namespace sscard::tool {

namespace {

/// Options that mean nothing without another one.
Result<void> check(const DeepOptions& options, bool with_fields) {
    const auto fault = [](const char* sentence) {
        return fail(Fault::usage, "options", sentence, {}, msgid("See sscard read --help."));
    };
    const bool about_pin = options.pin.file || options.pin.last_try_allowed;
    if (options.all && with_fields) return fault(msgid("--all and --fields do not go together"));
    if (options.out && !options.all) return fault(msgid("--out needs --all"));
    if (options.with_pin && !options.all) return fault(msgid("--pin needs --all"));
    if (about_pin && !options.with_pin) return fault(msgid("--pin-file and --last-try need --pin"));
    return {};
}

}  // namespace

void add_deep_options(Verb verb, DeepOptions& options) {
    verb.flag("--all", options.all, msgid("read the applications of the card too"));
    verb.option("--out DIR", options.out,
                msgid("with --all: read fingerprint and photo too, and write them into this folder"));
    verb.flag("--pin", options.with_pin,
              msgid("with --all: ask for the holder's PIN, and read what it opens too"));
    add_pin_options(verb, options.pin);
}

Result<DeepRead> DeepRead::prepare(const DeepOptions& options, bool with_fields) {
    if (auto sensible = check(options, with_fields); !sensible)
        return tl::unexpected{std::move(sensible.error())};
    DeepRead deep{options};
    if (options.with_pin) {
        auto entry = PinEntry::open(options.pin);
        if (!entry) return tl::unexpected{std::move(entry.error())};
        deep.entry_.emplace(*std::move(entry));
    }
    if (options.out) {
        if (auto usable = prepare_folder(*options.out); !usable)
            return tl::unexpected{std::move(usable.error())};
    }
    return deep;
}

card::PinUse DeepRead::pin_use(const Desk& desk, const CardSource& source) const {
    if (!entry_) return {};
    source.reset_at_end();
    return {[&] { return entry_->next(msgid("PIN"), desk, source); }, options_->pin.last_try()};
}

Result<void> DeepRead::run(const Desk& desk, const CardSource& source, const card::Reading& ordinary,
                           Report& report) const {
    if (!options_->all) return {};
    const auto wanted = options_->out ? card::Images::read : card::Images::left_alone;
    const auto reading = card::read_applications(source.card(), ordinary.habits, wanted,
                                                 pin_use(desk, source), &ordinary.environment);
    if (!reading) return tl::unexpected{reading.error()};
    Images images;
    if (options_->out) {
        auto saved = save_images(*reading, *options_->out);
        if (!saved) return tl::unexpected{std::move(saved.error())};
        images = *std::move(saved);
    }
    add_applications(report, *reading, images);
    return {};
}

}  // namespace sscard::tool
