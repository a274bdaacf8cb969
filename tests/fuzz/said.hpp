#pragma once

#include <sscard/apdu/transport.hpp>
#include <vector>

#include "input.hpp"

namespace sscard::fuzz {

/// A card that answers what the input says, command after command. An answer is a length (a byte below FF, or
/// FF and two bytes) and so many bytes; the length 00 is a fault of the slot, which the next byte names.
/// When the input is used up, the card says its last answer for ever.
class Said final : public apdu::Transport {
public:
    Said(Input answers, apdu::Protocol protocol) noexcept : answers_{answers}, protocol_{protocol} {}

    Result<Bytes> transmit(ByteView command) override {
        asked_.emplace_back(command.begin(), command.end());
        if (!answers_.at_end()) last_ = next();
        if (last_) said_.push_back(*last_);
        return last_;
    }
    apdu::Protocol protocol() const override { return protocol_; }
    Bytes atr() const override { return {}; }

    const std::vector<Bytes>& asked() const noexcept { return asked_; }
    const std::vector<Bytes>& said() const noexcept { return said_; }
    /// The slot failed at the last command.
    bool failed() const noexcept { return !last_.has_value(); }

private:
    Result<Bytes> next() {
        constexpr Fault faults[] = {Fault::card_removed, Fault::mute_card, Fault::service_down,
                                    Fault::timeout, Fault::interrupted};
        std::size_t length = answers_.byte();
        if (length == 0) return fail(faults[answers_.byte() % std::size(faults)], "said");
        if (length == 0xFF) length = answers_.word();
        const auto answer = answers_.take(length);
        return Bytes{answer.begin(), answer.end()};
    }

    Input answers_;
    apdu::Protocol protocol_;
    Result<Bytes> last_ = Bytes{};
    std::vector<Bytes> asked_;
    std::vector<Bytes> said_;
};

}  // namespace sscard::fuzz
