#include "readers_watch.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <sscard/activation/clock.hpp>
#include <sscard/pcsc/watch.hpp>

#include "language.hpp"
#include "reader_words.hpp"

namespace sscard::tool {
namespace {

using pcsc::Event;
using pcsc::EventKind;

struct EventSentence {
    EventKind kind;
    const char* sentence;
};

constexpr EventSentence sentences[] = {
    {EventKind::service_up, msgid("the PC/SC service is there again")},
    {EventKind::service_down, msgid("the PC/SC service is gone; waiting for it")},
    {EventKind::reader_added, msgid("reader there")},
    {EventKind::reader_removed, msgid("reader gone")},
    {EventKind::card_inserted, msgid("card in")},
    {EventKind::card_removed, msgid("card out")},
};

std::string sentence_for(EventKind kind) {
    for (const auto& entry : sentences) {
        if (entry.kind == kind) return tr(entry.sentence);
    }
    return std::string{word(kind)};
}

bool is_about_service(const Event& event) noexcept {
    return event.kind == EventKind::service_up || event.kind == EventKind::service_down;
}

Json document_of(const Event& event, const std::string& at) {
    Json document{{"schema", "sscard.event/1"}, {"event", word(event.kind)}, {"at", at}};
    if (is_about_service(event)) return document;
    document["reader"] = printable(event.slot.name);
    document["role"] = word(event.slot.role);
    document["mute"] = event.slot.mute;
    document["atr"] = event.slot.atr.empty() ? Json(nullptr) : Json(to_hex(event.slot.atr));
    return document;
}

std::string line_for(const Event& event, const std::string& at, Format format) {
    if (format == Format::json) return line_of(document_of(event, at));
    const auto name = is_about_service(event) ? std::string{} : printable(event.slot.name);
    if (format == Format::csv)
        return csv_row({at, std::string{word(event.kind)}, name, to_hex(event.slot.atr)});
    const auto atr = event.slot.atr.empty() ? std::string{} : "  " + to_hex(event.slot.atr);
    return fmt::format("{}  {}  {}{}\n", at, sentence_for(event.kind), name, atr);
}

bool print(const std::string& line) {
    return std::fwrite(line.data(), 1, line.size(), stdout) == line.size() && std::fflush(stdout) == 0;
}

}  // namespace

Result<Report> watch(const Desk& desk) {
    constexpr std::chrono::hours without_end{24 * 365 * 100};
    const auto format = desk.settings.format();
    if (format == Format::csv && !print(csv_row({"at", "event", "reader", "atr"}))) return Report{};
    const auto tell = [format](const Event& event) {
        return print(line_for(event, activation::rfc3339(activation::system_now()), format));
    };
    if (auto watched = pcsc::watch(Patience{without_end, desk.stop}, tell); !watched)
        return tl::unexpected{std::move(watched.error())};
    return Report{};  // whoever listened has gone
}

}  // namespace sscard::tool
