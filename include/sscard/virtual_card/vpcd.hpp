#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <sscard/error.hpp>
#include <sscard/patience.hpp>
#include <sscard/virtual_card/card_file.hpp>
#include <string>

/// A virtual card behind the real PC/SC service: the client of vpcd, the virtual reader of vsmartcard.
namespace sscard::virtual_card {

/// Where the virtual reader waits for its card.
struct VpcdAddress {
    std::string host = "localhost";
    std::uint16_t port = 35963;
};

/// What happened while a card was served. Shapes only, no content.
struct ServeEvent {
    enum class Kind : std::uint8_t { connected, power_off, power_on, reset, command };

    Kind kind = Kind::command;
    // of a command:
    std::array<std::uint8_t, 4> header{};  // CLA INS P1 P2, as far as given
    std::size_t command_size = 0;          // bytes
    std::size_t answer_size = 0;           // bytes, status word included
    std::uint16_t status = 0;              // 0 when the answer holds none
};

/// Why serving ended.
enum class ServeEnd : std::uint8_t { host_closed, card_removed, stopped };

/// Puts the card into the virtual reader and answers until the host closes, the card file orders the card
/// to be removed, or the stop flag of `patience` is set. The deadline of `patience` is for connecting only.
/// Fault::no_reader when nobody answers at the address, Fault::interrupted when stopped before.
Result<ServeEnd> serve(const CardFile& file, const VpcdAddress& address, const Patience& patience,
                       const std::function<void(const ServeEvent&)>& on_event = {});

}  // namespace sscard::virtual_card
