#pragma once

#include <sscard/apdu/command.hpp>
#include <sscard/apdu/response.hpp>
#include <sscard/apdu/transport.hpp>

namespace sscard::apdu {

/// Whether answer data that waits in the card (61xx) is worth another round trip.
enum class Fetch : std::uint8_t { everything, nothing };

/// No command may cost more transmissions than this, whatever the card answers.
inline constexpr unsigned max_transmissions = 16;

/// Sends a command and follows the card's answer to its end: 61xx is fetched with GET RESPONSE, 6Cxx is
/// repeated once with the length that the card named, SW2 = 00 is 256 (ISO/IEC 7816-4:2020, 5.3.4). The same
/// bytes are never repeated: a 6Cxx that names the Le that was sent, or that follows data under T=0, is
/// handed up. With Fetch::nothing a 61xx counts as 9000 without data. Fails as the transport fails;
/// Fault::malformed_card for an answer that is no response, that makes no progress, or that does not end.
Result<Response> exchange(Transport& card, const Command& command, Fetch fetch = Fetch::everything);

}  // namespace sscard::apdu
