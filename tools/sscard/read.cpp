#include <sscard/activation/clock.hpp>
#include <sscard/card/reading.hpp>

#include "card_source.hpp"
#include "deep_read.hpp"
#include "language.hpp"
#include "reading_report.hpp"
#include "verb.hpp"

namespace sscard::tool {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    return first == std::string_view::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// The fields of `--fields`: dotted names or sections, separated by commas.
Result<card::FieldSet> parse_fields(std::string_view list) {
    card::FieldSet fields;
    while (true) {
        const auto comma = list.find(',');
        const auto name = trimmed(list.substr(0, comma));
        const auto named = card::fields_named(name);
        if (!named) {
            return fail(Fault::usage, "options", msgid("no field is called {0}"), {std::string{name}},
                        msgid("Fields are called as in sscard read --json: card.number, holder.name, ..."));
        }
        fields |= *named;
        if (comma == std::string_view::npos) return fields;
        list.remove_prefix(comma + 1);
    }
}

tl::unexpected<Error> protected_holder() {
    return fail(Fault::authentication_required, "read EF06", msgid("the card protects the holder's data"), {},
                msgid("It needs an authorised reader; the card's own fields can be read without."));
}

struct ReadOptions {
    std::optional<std::string> fields;  // nothing: every field
    DeepOptions deep;
};

Result<Report> run(const Desk& desk, const ReadOptions& options) {
    std::optional<card::FieldSet> chosen;
    if (options.fields) {
        auto fields = parse_fields(*options.fields);
        if (!fields) return tl::unexpected{std::move(fields.error())};
        chosen = *fields;
    }
    const auto deep = DeepRead::prepare(options.deep, chosen.has_value());
    if (!deep) return tl::unexpected{deep.error()};
    auto source = CardSource::open(desk.settings, desk.stop);
    if (!source) return tl::unexpected{std::move(source.error())};
    const auto today = activation::iso_date(activation::system_now());
    const auto reading = card::read_card(source->card(), chosen.value_or(card::all_fields()), today);
    if (!reading) return tl::unexpected{reading.error()};
    auto report = report_on(*reading, source->reader(), source->card(), chosen);
    if (auto done = deep->run(desk, *source, reading->habits, report); !done)
        return tl::unexpected{std::move(done.error())};
    if (auto finished = source->finish(); !finished) return tl::unexpected{std::move(finished.error())};
    if (chosen && reading->holder == card::HolderAccess::authentication_required) return protected_holder();
    return report;
}

}  // namespace

void add_read(CLI::App& app, Chosen& chosen) {
    auto options = std::make_shared<ReadOptions>();
    auto* verb = add_verb(app, "read", msgid("Show what is on the card, without changing it"),
                          "  sscard read\n"
                          "  sscard read --json --reader 'Feitian*'\n"
                          "  sscard read --fields card.number,holder.name --format csv\n"
                          "  sscard read --all --out photos\n"
                          "  sscard read --all --pin\n"
                          "  sscard read --reader mock:\n",
                          chosen, [options](const Desk& desk) { return run(desk, *options); });
    verb->add_option("--fields", options->fields, tr(msgid("read only these: card.number,holder.name")))
        ->option_text("LIST");
    add_deep_options(*verb, options->deep);
}

}  // namespace sscard::tool
