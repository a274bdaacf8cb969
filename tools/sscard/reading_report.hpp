#pragma once

#include <sscard/apdu/transport.hpp>
#include <sscard/card/reading.hpp>

#include "report.hpp"

namespace sscard::tool {

/// What `sscard read` says of a card: everything, or the fields asked for.
Report report_on(const card::Reading& reading, const std::string& reader, const apdu::Transport& card,
                 const std::optional<card::FieldSet>& chosen);

/// The historical bytes of the ATR, in hexadecimal; nothing when it has none or makes no sense.
std::optional<std::string> historical_bytes(const apdu::Transport& card);

/// Whether the card showed that it is genuine, for people; a msgid.
const char* sentence_for_genuine(bool genuine) noexcept;

/// What a warning's code means, for people.
std::string warning_sentence(std::string_view code);

}  // namespace sscard::tool
