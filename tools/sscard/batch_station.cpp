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

/// The counts alone would have it that something went wrong.
Report with_reason(Report report, std::uint64_t left, const std::optional<pcsc::Selector>& meant,
                   const Settings& settings) {
    if (left == 0 || !report.verdict || report.verdict->fault != Fault::batch_stopped) return report;
    constexpr auto cure = msgid("The same command goes on with them, and so does: sscard batch run");
    Error why{Fault::batch_stopped, "serve the readers"};
    report.verdict = meant ? std::move(why).because(msgid("no card came for {0} s; {1} rows are left"),
                                                    {settings[Key::wait], std::to_string(left)}, cure)
                           : std::move(why).because(msgid("no more cards; {0} rows are left"),
                                                    {std::to_string(left)}, cure);
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

    StationEvents events{(*batch)->events(), desk};
    events.tell(event_document("batch_started", counted((*batch)->record(), *counts)));
    auto stack = batch::Stack::lay_out((*batch)->work(), desk.stop, events);
    if (!stack) {
        return std::move(**batch).end(tl::unexpected{std::move(stack.error())}).map([](Report report) {
            return with_cards(std::move(report), {});
        });
    }
    Station station{**batch, *std::move(stack), events, *std::move(how), desk};
    auto ended = serve(station, *meant, desk);
    return std::move(**batch).end(std::move(ended)).map([&](Report report) {
        const auto tally = station.tally();
        return with_cards(with_reason(std::move(report), tally.left, *meant, desk.settings), tally);
    });
}

}  // namespace

void add_batch_station(Verb group, Chosen& chosen) {
    auto options = std::make_shared<BatchStationOptions>();
    auto verb = group.verb("station",
                           msgid("Activate the cards of a file one by one at the readers; ends when none "
                                 "came for --wait, 0: never"),
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
