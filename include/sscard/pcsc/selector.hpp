#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <sscard/error.hpp>
#include <sscard/patience.hpp>
#include <sscard/pcsc/context.hpp>
#include <sscard/pcsc/readers.hpp>
#include <string>

namespace sscard::pcsc {

/// Which slot is meant: an exact name; `#N`, counted from 1 over the whole list; `role:user`,
/// `role:contactless` or `role:sam`; a glob with `*` and `?`; or nothing: the one that holds a card. They are
/// tried in this order, so that a name that looks like a glob can still be given.
class Selector {
public:
    explicit Selector(std::string text = {});

    const std::string& text() const noexcept { return text_; }

    /// Whether it is the role that decides.
    bool names_role() const noexcept;

    /// The positions in `slots` that are meant, security-module slots among them.
    std::vector<std::size_t> among(std::span<const Slot> slots) const;

private:
    std::string text_;
    std::optional<std::size_t> number_;  // N of #N
};

/// The slot to work with. Security-module slots never count.
/// Fault::no_reader when none is meant, Fault::no_card when none of those meant holds a card,
/// Fault::ambiguous_reader when several hold one: the words are then their lines, "#1 NAME  (user, ATR)". A
/// card that is mute so far is one: the connection gives it its second chance.
Result<Slot> choose(std::span<const Slot> slots, const Selector& selector);

/// A slot that holds a card, and the context that it was seen on.
struct Found {
    Context context;
    Slot slot;
};

/// Waits until `choose` finds a card, in readers that are plugged in meanwhile too, and through an end of the
/// service and its coming back. With no time left it looks exactly once. When the time is over: the fault of
/// the last look, no_card, no_reader or service_down; every other fault ends the wait at once.
/// The service has `answer_within` for each answer.
Result<Found> wait_for_card(const Selector& selector, const Patience& patience,
                            Patience::Clock::duration answer_within = answer_time);

}  // namespace sscard::pcsc
