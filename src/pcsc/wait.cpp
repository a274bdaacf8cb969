#include <sscard/pcsc/selector.hpp>
#include <sscard/pcsc/watch.hpp>

#include "look.hpp"
#include "roles.hpp"
#include "service_socket.hpp"

namespace sscard::pcsc {
namespace {

constexpr const char* step = "wait for a card";

/// The faults that waiting may cure.
bool may_pass(Fault fault) noexcept {
    return fault == Fault::no_card || fault == Fault::no_reader || fault == Fault::service_down;
}

/// On one service, for as long as it runs.
Result<Slot> wait_on(Context& context, const Selector& selector, const Patience& patience,
                     Patience::Clock::duration answer_within) {
    auto& session = *context.session();
    for (;;) {
        // A look is given its time even when none is left, because the last one decides.
        const auto seen = look(session, patience.renewed(answer_within));
        if (!seen) return tl::unexpected{seen.error()};
        auto slots = slots_of(**seen);
        if (selector.names_role()) ask_roles(context.session(), slots, patience.renewed(answer_within));
        auto choice = choose(slots, selector);
        if (choice || !may_pass(choice.error().fault)) return choice;
        if (patience.stopped()) return fail(Fault::interrupted, step);
        if (patience.expired()) return choice;
        const auto changed = wait_for_change(session, **seen, patience);
        if (!changed) return tl::unexpected{changed.error()};
    }
}

}  // namespace

Result<Found> wait_for_card(const Selector& selector, const Patience& patience,
                            Patience::Clock::duration answer_within) {
    for (;;) {
        auto context = wait_for_service(patience, answer_within);
        if (!context) return tl::unexpected{std::move(context.error())};
        auto slot = wait_on(*context, selector, patience, answer_within);
        if (slot) return Found{*std::move(context), *std::move(slot)};
        if (slot.error().fault != Fault::service_down || patience.expired())
            return tl::unexpected{std::move(slot.error())};
        SocketWatch{}.wait(after_a_failure, patience);
    }
}

}  // namespace sscard::pcsc
