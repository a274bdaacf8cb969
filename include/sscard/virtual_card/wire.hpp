#pragma once

#include <cstdint>
#include <sscard/apdu/transport.hpp>

/// What a conversation would cost on the contacts of a real card. Nothing here sleeps or looks at a clock.
namespace sscard::virtual_card {

/// Clock and speed of the contacts, and the card's own time.
struct WireSpeed {
    double clocks_per_etu = 372;              // Fi / Di
    double clock_hz = 3'571'200;              // 9600 baud with 372 clocks an etu
    double processing_ms = 0;                 // a command takes in the card
    static constexpr double etu_a_byte = 12;  // ten bits and two of guard time

    /// The speed that TA1 of this answer to reset offers; the default one when it offers none.
    static WireSpeed offered_by(ByteView atr);
};

/// Bytes on the wire for one command and its answer: under T=0 header, procedure byte, data and status word;
/// under T=1 whole blocks with prologue and checksum. An answer with data to a T=0 command with data was
/// fetched by the driver with GET RESPONSE, which is counted.
std::uint64_t wire_bytes(apdu::Protocol protocol, ByteView command, ByteView answer) noexcept;

/// What was spent.
struct WireCost {
    std::uint64_t exchanges = 0;
    std::uint64_t bytes = 0;

    double milliseconds(const WireSpeed& speed) const noexcept;
    bool operator==(const WireCost&) const = default;
};

/// Adds up the cost of the conversation with another transport. Exchanges that failed are not counted.
class Metered final : public apdu::Transport {
public:
    explicit Metered(apdu::Transport& card) noexcept : card_{&card} {}

    Result<Bytes> transmit(ByteView command) override;
    apdu::Protocol protocol() const override { return card_->protocol(); }
    Bytes atr() const override { return card_->atr(); }

    const WireCost& cost() const noexcept { return cost_; }

private:
    apdu::Transport* card_;
    WireCost cost_;
};

}  // namespace sscard::virtual_card
