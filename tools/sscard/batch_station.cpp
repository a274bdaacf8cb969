#include "batch_beginning.hpp"
#include "batch_outcome.hpp"
#include "batch_verbs.hpp"
#include "language.hpp"
#include "station_readers.hpp"

namespace sscard::tool {
namespace {

constexpr auto verb_name = "sscard batch station";

struct BatchStationOptions : BatchOptions {
    bool any = false;
    std::string on_card;
};

Result<Station::Options> station_options(const BatchStationOptions& typed, const Settings& settings) {
    if (!settings[Key::record].empty())
        return fail(Fault::usage, "options", msgid("--record is for one card"), {},
                    msgid("Record the conversation with: sscard read --record FILE"));
    return give_up_after(typed, verb_name).map([&](std::chrono::seconds time) {
        return Station::Options{typed.any, typed.on_card, time};
    });
}

/// The cards, and what ended their coming.
Result<void> serve(Station& station, const std::optional<pcsc::Selector>& meant, const Desk& desk) {
    if (station.is_over()) return {};
    auto served = serve_readers(station, meant, desk);
    if (auto ended = station.ended()) return tl::unexpected{*std::move(ended)};
    return served;
}

/// The counts of cards beside those of rows.
Report with_cards(Report report, const Tally& tally) {
    report.document["set_aside"] = tally.set_aside;
    report.document["others"] = tally.others;
    Sheet sheet;
    sheet.title(tr(msgid("Cards of this station:")));
    sheet.row(tr(msgid("set aside")), std::to_string(tally.set_aside));
    sheet.row(tr(msgid("of no row")), std::to_string(tally.others));
    report.text += sheet.text();
    return report;
}

Result<Report> run(const Desk& desk, const BatchStationOptions& options) {
    auto how = station_options(options, desk.settings);
    if (!how) return tl::unexpected{std::move(how.error())};
    auto file = check_file(options, desk);
    if (!file) return tl::unexpected{std::move(file.error())};
    const auto meant = readers_meant(desk);
    if (!meant) return tl::unexpected{meant.error()};
    auto batch = BatchInProgress::begin(options, *std::move(file), desk);
    if (!batch) return tl::unexpected{std::move(batch.error())};
    const auto counts = (*batch)->counts();
    if (!counts) return tl::unexpected{counts.error()};

    StationEvents events{(*batch)->events(), desk.settings};
    events.tell(event_document("batch_started", counted((*batch)->record(), *counts)));
    auto stack = batch::Stack::lay_out((*batch)->work(), desk.stop, events);
    if (!stack) return tl::unexpected{std::move(stack.error())};
    Station station{**batch, *std::move(stack), events, *std::move(how), desk};
    auto ended = serve(station, *meant, desk);
    return std::move(**batch).end(std::move(ended)).map([&](Report report) {
        return with_cards(std::move(report), station.tally());
    });
}

}  // namespace

void add_batch_station(Verb group, Chosen& chosen) {
    auto options = std::make_shared<BatchStationOptions>();
    auto verb = group.verb("station", msgid("Activate the cards of a file one by one at the readers"),
                           "  sscard batch station cards.csv\n"
                           "  sscard batch station cards.csv --results results.csv --wait 300\n"
                           "  sscard batch station cards.csv --reader 'Feitian*' --on-card ./feeder --json\n",
                           chosen, [options](const Desk& desk) { return run(desk, *options); });
    add_batch_options(verb, *options);
    verb.flag("--any", options->any, msgid("take cards that are not in the file too"));
    verb.option("--on-card PROGRAM", options->on_card, msgid("run this after each card: for a feeder"));
    add_matter_options(verb, *options, chosen);
}

}  // namespace sscard::tool
