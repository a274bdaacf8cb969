#pragma once

#include <cstdint>
#include <functional>
#include <sscard/apdu/transport.hpp>
#include <sscard/error.hpp>
#include <sscard/secret.hpp>

/// The holder's PIN (V2.0, part 3: VERIFY and CHANGE PIN). It belongs to the social security environment,
/// which has to be selected first. Whatever carries a PIN is sent once and wiped: a try that is repeated is a
/// try lost.
namespace sscard::card {

/// A PIN as the card has it: packed digits, filled with the nibble F. Wiped on destruction.
class Pin {
public:
    static constexpr std::size_t least_digits = 4;
    static constexpr std::size_t most_digits = 16;

    /// From ASCII digits. Fault::usage when they are not 4 to 16 digits.
    static Result<Pin> from_digits(ByteView text);

    /// 2 to 8 bytes, for the command that carries them.
    ByteView reveal() const noexcept { return packed_.reveal(); }
    bool operator==(const Pin& other) const noexcept;

private:
    explicit Pin(Secret packed) noexcept : packed_{std::move(packed)} {}

    Secret packed_;
};

/// What the card says of its PIN.
struct PinState {
    enum class Kind : std::uint8_t {
        set,         // it waits for VERIFY, `tries_left` times
        locked,      // only the issuer can unlock it
        not_needed,  // none is set, or it was verified already: the card does not tell which
        none,        // the card has none
    };

    Kind kind = Kind::none;
    unsigned tries_left = 0;  // of Kind::set: 1 to 15
};

/// Asks with VERIFY without data, which costs no try. Fails as the transport fails; Fault::pin when the
/// answer does not say how many tries are left.
Result<PinState> ask_pin_state(apdu::Transport& card);

/// Whether the last try that the card has left may be used.
enum class LastTry : std::uint8_t { kept, allowed };

/// Nothing when a PIN may be sent now. Fault::pin when there is none to send, when it is locked, and when one
/// try is left that is to be kept.
Result<void> may_try(const PinState& state, LastTry last_try);

/// Sends the PIN. Fails as the transport fails, and nobody knows then whether the try was counted; Fault::pin
/// when the card refuses it: the sentence says how many tries are left.
Result<void> verify_pin(apdu::Transport& card, const Pin& pin);

/// Puts another PIN in the place of the one. Fails as verify_pin() does; a wrong `current` costs a try.
Result<void> change_pin(apdu::Transport& card, const Pin& current, const Pin& replacement);

/// How a reading comes by the PIN: `enter` is called once at most, when the card said that it may be tried.
/// Without it no PIN is used.
struct PinUse {
    std::function<Result<Pin>()> enter{};
    LastTry last_try = LastTry::kept;
};

/// Verifies the PIN where the card asks for one; its state before that. Fails as may_try(), `enter` and
/// verify_pin() fail, but not for want of a PIN.
Result<PinState> use_pin(apdu::Transport& card, const PinUse& use);

}  // namespace sscard::card
