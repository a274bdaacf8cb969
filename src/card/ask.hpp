#pragma once

#include <sscard/apdu/exchange.hpp>
#include <sscard/card/record_reader.hpp>

/// Commands sent with the fall-backs for Le that cards and drivers want.
namespace sscard::card {

inline constexpr std::uint32_t whatever_is_there = 256;  // Le = 00

/// A warning (62xx: end of file before Le, say) comes with usable data.
bool gave_data(const apdu::Response& response) noexcept;

/// A SELECT that was carried out, with a remark (62xx) or without: a deactivated file is none such.
bool took_select(const apdu::Response& response) noexcept;

/// The command was not understood like this; about the file it says nothing.
bool is_about_form(apdu::StatusWord status) noexcept;

/// SELECT, without answer data where the card lets us. `wants_le` is set when it does not: some contactless
/// cards and drivers insist on Le. It is cleared when the card refuses Le. Under T=0 a SELECT has no room for
/// Le and is not sent again.
Result<apdu::Response> ask_select(apdu::Transport& card, apdu::Command command, bool& wants_le);

/// Whether a record begins with its tag and length. Cyclic ones do on some cards alone: their second byte
/// counts as a length only where it is the one expected.
enum class Heads : std::uint8_t { always, perhaps };

/// READ RECORD; `command` expects the length that the record should have. A wrong length is tried again as
/// the record itself says, with Le = 00, and without Le; the form that the card insists on becomes a habit.
Result<apdu::Response> ask_record(apdu::Transport& card, apdu::Command command, Habits& habits,
                                  Heads heads = Heads::always);

/// A command that must not reach the card twice, because each time counts: one transmission, whatever comes
/// back.
Result<apdu::Response> ask_once(apdu::Transport& card, const apdu::Command& command);

}  // namespace sscard::card
