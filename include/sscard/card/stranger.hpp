#pragma once

#include <span>
#include <sscard/apdu/status.hpp>
#include <sscard/apdu/transport.hpp>
#include <sscard/error.hpp>
#include <string_view>

/// Cards that are none of ours, told apart by whose applications they have.
namespace sscard::card {

struct Stranger {
    std::string_view word;  // for programs: "bank_card"
    const char* sentence;   // msgid, for people
};

/// Every kind there is a word for; "unknown" is the last.
std::span<const Stranger> stranger_table() noexcept;

/// No card is asked more often than this what it is.
inline constexpr unsigned max_probes = 13;

/// Fault::not_social_security_card, with what the card seems to be: the sentence, and the kind's word as the
/// error's only one. Asks the card, selecting other applications by name, so use it where the environment is
/// known not to be there. A fault of the slot meanwhile is what is returned instead.
Error not_ours(apdu::Transport& card, std::string_view step, apdu::StatusWord status);

}  // namespace sscard::card
