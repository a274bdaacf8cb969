#include <algorithm>
#include <array>
#include <sscard/pcsc/watch.hpp>

#include "look.hpp"
#include "service_socket.hpp"

namespace sscard::pcsc {
namespace {

using std::chrono::milliseconds;

constexpr std::array words{"service_up",     "service_down",  "reader_added",
                           "reader_removed", "card_inserted", "card_removed"};

/// A socket that is there before it is served: the pauses before it is tried again. Then it takes an event,
/// or a long while, for what no event tells.
constexpr std::array pauses{milliseconds{20}, milliseconds{50}, milliseconds{100}, milliseconds{200},
                            milliseconds{400}};
constexpr milliseconds long_while{5000};

const Slot* find(const std::vector<Slot>& slots, const std::string& name) {
    const auto found =
        std::find_if(slots.begin(), slots.end(), [&name](const Slot& slot) { return slot.name == name; });
    return found == slots.end() ? nullptr : &*found;
}

bool same_card(const Slot& before, const Slot& after) {
    return before.card_present && after.card_present && before.changes == after.changes &&
           (before.atr == after.atr || before.atr.empty() || after.atr.empty());
}

bool is_service_down(const Error& error) noexcept { return error.fault == Fault::service_down; }

/// Follows one service for as long as it runs.
class Follower {
public:
    Follower(const Patience& patience, const std::function<bool(const Event&)>& tell)
        : patience_{patience}, tell_{tell} {}

    /// False: nobody wants to hear more.
    Result<bool> follow(Context& context) {
        auto& session = *context.session();
        for (;;) {
            if (const auto over = patience_.over()) return fail(*over, "watch");
            const auto seen = look(session, patience_.renewed(answer_time));
            if (!seen) return tl::unexpected{seen.error()};
            if (!now_is(slots_of(**seen))) return false;
            const auto changed = wait_for_change(session, **seen, patience_);
            if (!changed) return tl::unexpected{changed.error()};
        }
    }

    bool now_is(std::vector<Slot> slots) {
        const auto events = events_between(slots_, slots);
        slots_ = std::move(slots);
        return std::all_of(events.begin(), events.end(), tell_);
    }

private:
    const Patience& patience_;
    const std::function<bool(const Event&)>& tell_;
    std::vector<Slot> slots_;
};

}  // namespace

std::string_view word(EventKind kind) noexcept { return words.at(static_cast<std::size_t>(kind)); }

std::vector<Event> events_between(const std::vector<Slot>& before, const std::vector<Slot>& after) {
    std::vector<Event> events;
    for (const auto& slot : before) {
        const auto* const now = find(after, slot.name);
        if (slot.card_present && (now == nullptr || !same_card(slot, *now)))
            events.push_back({EventKind::card_removed, slot});
        if (now == nullptr) events.push_back({EventKind::reader_removed, slot});
    }
    for (const auto& slot : after) {
        const auto* const then = find(before, slot.name);
        if (then == nullptr) events.push_back({EventKind::reader_added, slot});
        if (slot.card_present && (then == nullptr || !same_card(*then, slot)))
            events.push_back({EventKind::card_inserted, slot});
    }
    return events;
}

Result<Context> wait_for_service(const Patience& patience, Patience::Clock::duration answer_within) {
    std::size_t attempt = 0;
    for (;;) {
        const SocketWatch socket;  // before it is tried, so that nothing is missed in between
        auto context = Context::establish(patience.renewed(answer_within));
        if (context || !is_service_down(context.error())) return context;
        if (patience.stopped()) return fail(Fault::interrupted, "wait for the service");
        if (patience.expired()) return context;
        const bool may_be_starting = attempt < pauses.size();
        socket.wait(may_be_starting ? pauses.at(attempt) : long_while, patience);
        attempt = may_be_starting ? attempt + 1 : 0;
    }
}

Result<void> watch(const Patience& patience, const std::function<bool(const Event&)>& tell) {
    bool down = false;
    for (;;) {
        auto context = down ? wait_for_service(patience) : Context::establish(patience.renewed(answer_time));
        if (context) {
            if (down && !tell({EventKind::service_up})) return {};
            Follower follower{patience, tell};
            const auto followed = follower.follow(*context);
            if (followed) return {};
            if (!is_service_down(followed.error())) return tl::unexpected{followed.error()};
            if (!follower.now_is({})) return {};
        } else if (down || !is_service_down(context.error())) {
            return tl::unexpected{std::move(context.error())};
        }
        if (!tell({EventKind::service_down})) return {};
        if (context) SocketWatch{}.wait(after_a_failure, patience);
        down = true;
    }
}

}  // namespace sscard::pcsc
