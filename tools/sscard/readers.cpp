#include <sscard/pcsc/context.hpp>
#include <sscard/pcsc/readers.hpp>

#include "language.hpp"
#include "reader_words.hpp"
#include "readers_watch.hpp"
#include "verb.hpp"

namespace sscard::tool {
namespace {

using pcsc::Slot;

Report report_on(const std::vector<Slot>& slots) {
    Report report{{{"schema", "sscard.readers/1"}, {"readers", Json::array()}}, {}};
    std::vector<std::vector<std::string>> lines;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const auto& slot = slots[i];
        report.document["readers"].push_back(
            {{"number", i + 1},
             {"name", printable(slot.name)},
             {"role", word(slot.role)},
             {"card_present", slot.card_present},
             {"mute", slot.mute},
             {"in_use", slot.in_use || slot.exclusive},
             {"atr", slot.atr.empty() ? Json(nullptr) : Json(to_hex(slot.atr))}});
        lines.push_back({"#" + std::to_string(i + 1), printable(slot.name), std::string{word(slot.role)},
                         tr(content(slot)), to_hex(slot.atr)});
    }
    report.list = "readers";
    report.text = columns(lines);
    return report;
}

Result<Report> run(const Desk& desk) {
    const Patience patience{desk.settings.seconds(Key::timeout), desk.stop};
    auto context = pcsc::Context::establish(patience);
    if (!context) return tl::unexpected{std::move(context.error())};
    const auto slots = pcsc::list(*context, patience);
    if (!slots) return tl::unexpected{slots.error()};
    if (slots->empty()) return fail(Fault::no_reader, "list readers");
    return report_on(*slots);
}

}  // namespace

void add_readers(Verb app, Chosen& chosen) {
    auto watching = std::make_shared<bool>(false);
    auto verb =
        app.verb("readers", msgid("List the readers and what is in them"),
                 "  sscard readers\n"
                 "  sscard readers --json\n"
                 "  sscard readers --watch --json\n",
                 chosen, [watching](const Desk& desk) { return *watching ? watch(desk) : run(desk); });
    verb.flag("--watch", *watching, msgid("tell what comes and goes, until Ctrl-C"));
}

}  // namespace sscard::tool
