#include <CLI/CLI.hpp>
#include <algorithm>
#include <sscard/card/reading.hpp>

#include "bank_read.hpp"
#include "card_reading.hpp"
#include "card_source.hpp"
#include "deep_read.hpp"
#include "issuer.hpp"
#include "language.hpp"
#include "reading_report.hpp"
#include "verb.hpp"

namespace sscard::tool {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(' ');
    return first == std::string_view::npos ? "" : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// What `--fields` asks for.
struct Wanted {
    card::FieldSet fields;
    bool bank_account = false;
};

/// A slip of the pen, but not a number of somebody that went to the wrong place.
std::string quotable(std::string_view name) {
    const bool words = std::all_of(name.begin(), name.end(),
                                   [](char c) { return (c >= 'a' && c <= 'z') || c == '.' || c == '_'; });
    return words ? std::string{name} : "***";
}

/// The fields of `--fields`: dotted names or sections, separated by commas.
Result<Wanted> parse_fields(std::string_view list) {
    Wanted wanted;
    while (true) {
        const auto comma = list.find(',');
        const auto name = trimmed(list.substr(0, comma));
        const bool bank = names_bank_account(name);
        const auto named = card::fields_named(name);
        if (!named && !bank) {
            return fail(Fault::usage, "options", msgid("no field is called {0}"), {quotable(name)},
                        msgid("Fields are called as in sscard read --json: card.number, holder.name, ..."));
        }
        wanted.bank_account = wanted.bank_account || bank;
        wanted.fields |= named.value_or(card::FieldSet{});
        if (comma == std::string_view::npos) return wanted;
        list.remove_prefix(comma + 1);
    }
}

tl::unexpected<Error> protected_holder(apdu::StatusWord status) {
    auto failed =
        fail(Fault::authentication_required, "read EF06", msgid("the card protects the holder's data"), {},
             msgid("It needs an authorised reader; the card's own fields can be read without."));
    failed.value().detail = status.value;
    return failed;
}

struct ReadOptions {
    std::optional<std::string> fields;  // nothing: every field
    DeepOptions deep;
    BankOptions bank;
};

Result<Report> run(const Desk& desk, const ReadOptions& options) {
    std::optional<card::FieldSet> chosen;
    bool bank_account = false;
    if (options.fields) {
        auto wanted = parse_fields(*options.fields);
        if (!wanted) return tl::unexpected{std::move(wanted.error())};
        chosen = wanted->fields;
        bank_account = wanted->bank_account;
    }
    if (auto usable = options.bank.prepare(bank_account); !usable)
        return tl::unexpected{std::move(usable.error())};
    const auto deep = DeepRead::prepare(options.deep, chosen.has_value());
    if (!deep) return tl::unexpected{deep.error()};
    auto source = CardSource::open(desk.settings, desk.stop);
    if (!source) return tl::unexpected{std::move(source.error())};
    LazyBackend backend{desk.settings};
    const auto reading =
        read_at_desk(*source, chosen.value_or(card::all_fields()), desk, backend, Need::helpful);
    if (!reading) return tl::unexpected{reading.error()};
    auto report = report_on(*reading, source->reader(), source->card(), chosen);
    if (auto done = deep->run(desk, *source, *reading, report); !done)
        return tl::unexpected{std::move(done.error())};
    const bool withheld = chosen && reading->holder == card::HolderAccess::authentication_required;
    if (bank_account && !withheld) {
        if (auto read = read_account(source->card(), reading->environment, options.bank, report); !read)
            return tl::unexpected{std::move(read.error())};
    }
    if (auto finished = source->finish(); !finished) return tl::unexpected{std::move(finished.error())};
    if (withheld) return protected_holder(reading->holder_status);
    return report;
}

}  // namespace

void add_read(CLI::App& app, Chosen& chosen) {
    auto options = std::make_shared<ReadOptions>();
    auto* verb = add_verb(app, "read", msgid("Show what is on the card, without changing it"),
                          "  sscard read\n"
                          "  sscard read --json --reader 'Feitian*'\n"
                          "  sscard read --fields card.number,holder.name --format csv\n"
                          "  sscard read --fields bank.account\n"
                          "  sscard read --all --out photos\n"
                          "  sscard read --all --pin\n"
                          "  sscard read --reader mock:\n",
                          chosen, [options](const Desk& desk) { return run(desk, *options); });
    verb->add_option("--fields", options->fields, tr(msgid("read only these: card.number,holder.name")))
        ->option_text("LIST");
    add_bank_options(*verb, options->bank);
    add_deep_options(*verb, options->deep);
}

}  // namespace sscard::tool
