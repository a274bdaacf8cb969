#pragma once

#include <memory>
#include <sscard/apdu/recording.hpp>
#include <sscard/apdu/transport.hpp>
#include <sscard/error.hpp>
#include <sscard/patience.hpp>
#include <string>

#include "settings.hpp"

namespace sscard::tool {

/// Whether a selector names a card that is in no reader: mock: or replay:.
bool is_no_reader(std::string_view selector) noexcept;

/// The card that a command works on: in a PC/SC reader, virtual (mock:), or recorded (replay:). Held until it
/// goes out of scope. Recording, logging and the deadline are wrapped around it here.
class CardSource {
public:
    /// Waits for the card as --wait says and holds it as --timeout says.
    static Result<CardSource> open(const Settings& settings, const StopFlag& stop);

    CardSource(CardSource&&) noexcept;
    CardSource& operator=(CardSource&&) noexcept;
    ~CardSource();

    apdu::Transport& card() const noexcept;
    /// Name of the reader, or the selector of a card that is in none.
    const std::string& reader() const noexcept;

    /// Whether the conversation is written down: what is sent must not depend on what this machine remembers.
    bool recorded() const noexcept;
    /// What is played back; nullptr for other cards.
    const apdu::Replay* replay() const noexcept;
    /// Another patience for what is still to be done: a person was asked meanwhile.
    void renew(const Patience& patience) const noexcept;

    /// The card is reset when it is let go, however that comes about: no right outlives this.
    void reset_at_end() const noexcept;

    /// Lets go of the card. A replayed recording that was not followed to its end is Fault::malformed_card.
    Result<void> finish();

private:
    struct Parts;
    explicit CardSource(std::unique_ptr<Parts> parts) noexcept;

    std::unique_ptr<Parts> parts_;
};

}  // namespace sscard::tool
