#pragma once

#include <chrono>
#include <functional>
#include <sscard/error.hpp>
#include <sscard/patience.hpp>
#include <sscard/pcsc/context.hpp>
#include <sscard/pcsc/readers.hpp>
#include <string_view>
#include <vector>

/// What happens at the readers, as it happens: readers and cards that come and go, and the service itself.
namespace sscard::pcsc {

enum class EventKind : std::uint8_t {
    service_up,  // again: after service_down alone
    service_down,
    reader_added,
    reader_removed,
    card_inserted,
    card_removed,
};

/// "card_inserted"
std::string_view word(EventKind kind) noexcept;

struct Event {
    EventKind kind;
    Slot slot{};  // as it was then; empty where the service is meant
};

/// What turns one list of slots into the other: what went before what came. A card that was changed meanwhile
/// went and came, even when both have the same answer to reset.
std::vector<Event> events_between(const std::vector<Slot>& before, const std::vector<Slot>& after);

/// Waits for the service, should it be down, until the patience is over. Not asked again and again: its
/// socket is watched. Fails as Context::establish() fails, with Fault::service_down when the time is over.
Result<Context> wait_for_service(const Patience& patience,
                                 Patience::Clock::duration answer_within = answer_time);

/// Tells what is there and then whatever happens, until `tell` says false: then it ends without failure. The
/// service may come and go. Fault::interrupted or timeout when the patience is over; every other fault as the
/// service fails.
Result<void> watch(const Patience& patience, const std::function<bool(const Event&)>& tell);

}  // namespace sscard::pcsc
