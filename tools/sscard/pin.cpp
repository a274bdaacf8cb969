#include <sscard/card/application.hpp>
#include <sscard/card/pin.hpp>

#include "language.hpp"
#include "pin_entry.hpp"
#include "pin_report.hpp"

namespace sscard::tool {
namespace {

using card::PinState;

/// How the PIN of the card in the environment stands.
Result<PinState> ask(const CardSource& source) {
    if (const auto selected = card::select_environment(source.card()); !selected)
        return tl::unexpected{selected.error()};
    return card::ask_pin_state(source.card());
}

Report report_on(const CardSource& source, const PinState& state, bool verified, std::string text) {
    Json document{{"schema", "sscard.pin/1"}, {"reader", source.reader()}};
    document.update(pin_document(state, verified));
    return {std::move(document), std::move(text)};
}

Result<Report> tries(const Desk& desk) {
    auto source = CardSource::open(desk.settings, desk.stop);
    if (!source) return tl::unexpected{std::move(source.error())};
    const auto state = ask(*source);
    if (!state) return tl::unexpected{state.error()};
    if (auto finished = source->finish(); !finished) return tl::unexpected{std::move(finished.error())};
    return report_on(*source, *state, false, pin_sentence(*state));
}

/// A PIN being worked with, and what the card said of it.
struct Counter {
    PinEntry entry;
    CardSource source;
    PinState state;

    /// Fails before anybody is asked for a PIN: nowhere to enter it, no card, none to enter, too few tries.
    static Result<Counter> open(const Desk& desk, const PinOptions& options) {
        auto entry = PinEntry::open(options);
        if (!entry) return tl::unexpected{std::move(entry.error())};
        auto source = CardSource::open(desk.settings, desk.stop);
        if (!source) return tl::unexpected{std::move(source.error())};
        source->reset_at_end();
        const auto state = ask(*source);
        if (!state) return tl::unexpected{state.error()};
        if (auto allowed = card::may_try(*state, options.last_try()); !allowed)
            return tl::unexpected{std::move(allowed.error())};
        return Counter{*std::move(entry), *std::move(source), *state};
    }
};

Result<Report> verify(const Desk& desk, const PinOptions& options) {
    auto counter = Counter::open(desk, options);
    if (!counter) return tl::unexpected{std::move(counter.error())};
    auto& source = counter->source;
    const auto pin = counter->entry.next(msgid("PIN"), desk, source);
    if (!pin) return tl::unexpected{pin.error()};
    if (auto verified = card::verify_pin(source.card(), *pin); !verified)
        return tl::unexpected{std::move(verified.error())};
    if (auto finished = source.finish(); !finished) return tl::unexpected{std::move(finished.error())};
    return report_on(source, counter->state, true, std::string{tr(msgid("The PIN is right."))} + "\n");
}

Result<Report> change(const Desk& desk, const PinOptions& options) {
    auto counter = Counter::open(desk, options);
    if (!counter) return tl::unexpected{std::move(counter.error())};
    auto& source = counter->source;
    const auto current = counter->entry.next(msgid("Old PIN"), desk, source);
    if (!current) return tl::unexpected{current.error()};
    const auto replacement = counter->entry.next_new(*current, desk, source);
    if (!replacement) return tl::unexpected{replacement.error()};
    if (auto changed = card::change_pin(source.card(), *current, *replacement); !changed)
        return tl::unexpected{std::move(changed.error())};
    auto report =
        report_on(source, counter->state, true, std::string{tr(msgid("The PIN was changed."))} + "\n");
    report.document["changed"] = true;
    if (auto finished = source.finish(); !finished) return tl::unexpected{std::move(finished.error())};
    return report;
}

using Deed = Result<Report> (*)(const Desk&, const PinOptions&);

void add_deed(Verb group, const char* name, const char* help, const char* examples, Chosen& chosen,
              Deed deed) {
    auto options = std::make_shared<PinOptions>();
    add_pin_options(group.verb(name, help, examples, chosen,
                               [options, deed](const Desk& desk) { return deed(desk, *options); }),
                    *options);
}

}  // namespace

void add_pin(Verb app, Chosen& chosen) {
    auto group = app.group("pin", msgid("The holder's PIN: tries left, verify, change"));
    group.verb("tries", msgid("Say how many tries are left, without using one"),
               "  sscard pin tries\n"
               "  sscard pin tries --json\n",
               chosen, tries);
    add_deed(group, "verify", msgid("Verify the PIN: asked for at the terminal, tried once"),
             "  sscard pin verify\n"
             "  pass show card | sscard pin verify --pin-file -\n"
             "  sscard pin verify --last-try\n",
             chosen, verify);
    add_deed(group, "change",
             msgid("Change the PIN: the old one and the new one are asked for at the terminal"),
             "  sscard pin change\n"
             "  sscard pin change --pin-file old-and-new.txt\n",
             chosen, change);
}

}  // namespace sscard::tool
