#include <algorithm>
#include <sscard/card/reading.hpp>

#include "bank_read.hpp"
#include "card_reading.hpp"
#include "card_source.hpp"
#include "deep_read.hpp"
#include "each_reader.hpp"
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
    bool each_reader = false;
    DeepOptions deep;
    BankOptions bank;
};

/// What the options ask for, once they are known to go together.
class Assignment {
public:
    static Result<Assignment> prepare(const ReadOptions& options, const Settings& settings) {
        Assignment assignment{options};
        if (options.fields) {
            auto wanted = parse_fields(*options.fields);
            if (!wanted) return tl::unexpected{std::move(wanted.error())};
            assignment.chosen_ = wanted->fields;
            assignment.bank_account_ = wanted->bank_account;
        }
        if (auto usable = options.bank.prepare(assignment.bank_account_); !usable)
            return tl::unexpected{std::move(usable.error())};
        const bool for_one_card = options.deep.with_pin || options.deep.out || !settings[Key::record].empty();
        if (options.each_reader && (for_one_card || is_no_reader(settings[Key::reader]))) {
            return fail(Fault::usage, "options",
                        msgid("--each-reader does not go with --pin, --out, --record, mock: or replay:"), {},
                        msgid("These are for one card; choose it with --reader."));
        }
        auto deep = DeepRead::prepare(options.deep, assignment.chosen_.has_value());
        if (!deep) return tl::unexpected{std::move(deep.error())};
        assignment.deep_.emplace(*std::move(deep));
        return assignment;
    }

    Result<Report> run(const Desk& desk) const {
        auto source = CardSource::open(desk.settings, desk.stop);
        if (!source) return tl::unexpected{std::move(source.error())};
        LazyBackend backend{desk.settings};
        const auto reading =
            read_at_desk(*source, chosen_.value_or(card::all_fields()), desk, backend, Need::helpful);
        if (!reading) return tl::unexpected{reading.error()};
        auto report = report_on(*reading, source->reader(), source->card(), chosen_);
        if (auto done = deep_->run(desk, *source, *reading, report); !done)
            return tl::unexpected{std::move(done.error())};
        const bool withheld = chosen_ && reading->holder == card::HolderAccess::authentication_required;
        if (bank_account_ && !withheld) {
            if (auto read = read_account(source->card(), reading->environment, options_->bank, report); !read)
                return tl::unexpected{std::move(read.error())};
        }
        if (auto finished = source->finish(); !finished) return tl::unexpected{std::move(finished.error())};
        if (withheld) return protected_holder(reading->holder_status);
        return report;
    }

private:
    explicit Assignment(const ReadOptions& options) noexcept : options_{&options} {}

    const ReadOptions* options_;
    std::optional<card::FieldSet> chosen_;
    bool bank_account_ = false;
    std::optional<DeepRead> deep_;
};

Result<Report> run(const Desk& desk, const ReadOptions& options) {
    const auto assignment = Assignment::prepare(options, desk.settings);
    if (!assignment) return tl::unexpected{assignment.error()};
    const auto read = [&assignment](const Desk& at) { return assignment->run(at); };
    return options.each_reader ? at_each_reader(desk, read) : read(desk);
}

}  // namespace

void add_read(Verb app, Chosen& chosen) {
    auto options = std::make_shared<ReadOptions>();
    auto verb = app.verb("read", msgid("Show what is on the card, without changing it"),
                         "  sscard read\n"
                         "  sscard read --json --reader 'Feitian*'\n"
                         "  sscard read --fields card.number,holder.name --format csv\n"
                         "  sscard read --fields bank.account\n"
                         "  sscard read --all --out photos\n"
                         "  sscard read --all --pin\n"
                         "  sscard read --each-reader --json\n"
                         "  sscard read --reader mock:\n",
                         chosen, [options](const Desk& desk) { return run(desk, *options); });
    verb.option("--fields LIST", options->fields, msgid("read only these: card.number,holder.name"));
    verb.flag("--each-reader", options->each_reader,
              msgid("read the cards in all readers at once, each as it comes"));
    add_bank_options(verb, options->bank);
    add_deep_options(verb, options->deep);
}

}  // namespace sscard::tool
