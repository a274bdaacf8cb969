#include "station_readers.hpp"

#include <algorithm>
#include <future>
#include <map>
#include <sscard/pcsc/watch.hpp>

#include "card_source.hpp"
#include "language.hpp"
#include "reader_words.hpp"
#include "report.hpp"
#include "station_reader.hpp"

namespace sscard::tool {
namespace {

using pcsc::Event;
using pcsc::EventKind;
using std::chrono::milliseconds;

constexpr auto step = "serve the readers";
constexpr milliseconds grace_after_interrupt{1000};

/// Hands what happens at the readers to those that it is about.
class Readers {
public:
    Readers(Station& station, pcsc::Selector selector) : station_{&station}, selector_{std::move(selector)} {}

    void hear(const Event& event) {
        const auto event_word = pcsc::word(event.kind);
        if (event.kind == EventKind::service_down)
            return station_->happens(event_word, {}, tr(msgid("the PC/SC service is gone; waiting for it")));
        if (event.kind == EventKind::service_up)
            return station_->happens(event_word, {}, tr(msgid("the PC/SC service is there again")));
        if (is_meant(event.slot)) hear_of(event);
    }

    void close() {
        for (auto& [name, reader] : readers_) reader.close();
    }
    bool have_finished() const {
        return std::all_of(readers_.begin(), readers_.end(),
                           [](const auto& one) { return one.second.has_finished(); });
    }

private:
    bool is_meant(const pcsc::Slot& slot) const {
        return slot.role != pcsc::Role::sam && !selector_.among({&slot, 1}).empty();
    }

    void hear_of(const Event& event) {
        auto& reader = readers_.try_emplace(event.slot.name, event.slot.name, *station_).first->second;
        station_->readers(readers_.size());
        switch (event.kind) {
            case EventKind::reader_added:
                return reader.plugged_in(event.slot.card_present);
            case EventKind::reader_removed:
                station_->happens(pcsc::word(event.kind), event.slot.name,
                                  filled(msgid("The reader {0} is gone."), {printable(event.slot.name)}));
                return reader.unplugged();
            case EventKind::card_inserted:
                return reader.card_in();
            case EventKind::card_removed:
                return reader.card_out();
            default:
                return;
        }
    }

    Station* station_;
    pcsc::Selector selector_;
    std::map<std::string, StationReader> readers_;
};

/// Until the station or its patience is over; what ended it from outside.
Result<void> wait_for_end(const Station& station, const std::atomic<bool>& watch_failed, const Desk& desk) {
    const auto longest = desk.settings.seconds(Key::wait);
    while (!station.is_over() && !watch_failed) {
        if (desk.stop) return fail(Fault::interrupted, step);
        if (longest > milliseconds{0} && station.is_idle_for(longest)) break;
        std::this_thread::sleep_for(Patience::slice / 2);
    }
    return {};
}

/// Waits until it is finished. What is in flight gets a second after Ctrl-C, else its own time.
template <class Finished>
void finish(Station& station, const Desk& desk, Finished finished) {
    auto last = Patience::Clock::time_point::max();
    while (!finished()) {
        if (desk.stop) last = std::min(last, Patience::Clock::now() + grace_after_interrupt);
        if (Patience::Clock::now() >= last) station.call_off();
        std::this_thread::sleep_for(Patience::slice / 2);
    }
}

}  // namespace

Result<std::optional<pcsc::Selector>> readers_meant(const Desk& desk) {
    const pcsc::Selector typed{desk.settings[Key::reader]};
    if (is_no_reader(typed.text())) return std::nullopt;
    const Patience patience{desk.settings.seconds(Key::timeout), desk.stop};
    auto context = pcsc::Context::establish(patience);
    if (!context) return tl::unexpected{std::move(context.error())};
    if (!typed.text().starts_with('#')) return typed;
    const auto slots = pcsc::list(*context, patience);
    if (!slots) return tl::unexpected{slots.error()};
    const auto meant = typed.among(*slots);
    if (!meant.empty()) return pcsc::Selector{(*slots)[meant.front()].name};
    return fail(Fault::no_reader, step, msgid("no reader matches \"{0}\""), {typed.text()},
                msgid("See how the readers are called with: sscard readers"));
}

Result<void> serve_readers(Station& station, const std::optional<pcsc::Selector>& meant, const Desk& desk) {
    if (!meant) {
        auto taken = std::async(std::launch::async,
                                [&] { station.take(desk.settings[Key::reader], [] { return true; }); });
        finish(station, desk, [&] { return taken.wait_for(milliseconds{0}) == std::future_status::ready; });
        taken.get();
        return desk.stop ? fail(Fault::interrupted, step) : Result<void>{};
    }
    constexpr std::chrono::hours without_end{24 * 365 * 100};
    Readers readers{station, *meant};
    StopFlag over{false};
    std::atomic<bool> watch_failed{false};
    Result<void> watched;
    Result<void> ended;
    {
        const std::jthread watcher{[&] {
            watched = pcsc::watch(Patience{without_end, over}, [&](const Event& event) {
                readers.hear(event);
                return true;
            });
            watch_failed = true;
        }};
        ended = wait_for_end(station, watch_failed, desk);
        over = true;
    }
    readers.close();
    finish(station, desk, [&] { return readers.have_finished(); });
    if (!ended) return ended;
    const bool called_off = !watched && watched.error().fault == Fault::interrupted;
    return called_off ? Result<void>{} : watched;
}

}  // namespace sscard::tool
