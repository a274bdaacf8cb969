#include <sscard/pcsc/selector.hpp>

#include "look.hpp"

namespace sscard::pcsc {

Result<Slot> wait_for_card(Context& context, const Selector& selector, const Patience& patience) {
    auto& session = *context.session();
    for (;;) {
        // A look is given its time even when none is left, because the last one decides.
        const auto seen = look(session, patience.renewed(answer_time));
        if (!seen) return tl::unexpected{seen.error()};

        auto choice = choose(slots_of(**seen), selector);
        const bool may_change =
            !choice && (choice.error().fault == Fault::no_card || choice.error().fault == Fault::no_reader);
        if (!may_change) return choice;
        if (patience.stopped()) return fail(Fault::interrupted, "wait for a card");
        if (patience.expired()) return choice;

        const auto slice = patience.next_slice();
        const auto changed = wait_for_change(session, **seen, slice, patience.renewed(slice + answer_time));
        if (!changed) return tl::unexpected{changed.error()};
    }
}

}  // namespace sscard::pcsc
