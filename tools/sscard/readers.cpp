#include <sscard/pcsc/context.hpp>
#include <sscard/pcsc/readers.hpp>
#include <sscard/text/gb18030.hpp>

#include "language.hpp"
#include "verb.hpp"

namespace sscard::tool {
namespace {

using pcsc::Role;
using pcsc::Slot;

std::string_view role_word(Role role) {
    return role == Role::sam ? "sam" : role == Role::contactless ? "contactless" : "user";
}

const char* content(const Slot& slot) {
    if (slot.mute) return msgid("a card that does not answer");
    if (!slot.card_present) return msgid("empty");
    return slot.exclusive ? msgid("a card, held by another program") : msgid("a card");
}

/// Reader names are bytes; JSON is UTF-8.
std::string printable(const std::string& name) {
    return text::is_utf8(name) ? name : text::from_gb18030(as_bytes(name)).utf8;
}

Report report_on(const std::vector<Slot>& slots) {
    Report report{{{"schema", "sscard.readers/1"}, {"readers", Json::array()}}, {}};
    std::vector<std::vector<std::string>> lines;
    for (std::size_t i = 0; i < slots.size(); ++i) {
        const auto& slot = slots[i];
        report.document["readers"].push_back(
            {{"number", i + 1},
             {"name", printable(slot.name)},
             {"role", role_word(slot.role)},
             {"card_present", slot.card_present},
             {"mute", slot.mute},
             {"in_use", slot.in_use || slot.exclusive},
             {"atr", slot.atr.empty() ? Json(nullptr) : Json(to_hex(slot.atr))}});
        lines.push_back({"#" + std::to_string(i + 1), printable(slot.name), std::string{role_word(slot.role)},
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

void add_readers(CLI::App& app, Chosen& chosen) {
    add_verb(app, "readers", msgid("List the readers and what is in them"),
             "  sscard readers\n"
             "  sscard readers --json\n",
             chosen, run);
}

}  // namespace sscard::tool
