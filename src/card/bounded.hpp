#pragma once

#include <sscard/apdu/transport.hpp>

namespace sscard::card {

/// Ends a conversation that would not end by itself.
class Bounded final : public apdu::Transport {
public:
    Bounded(apdu::Transport& inner, unsigned limit) noexcept : inner_{&inner}, left_{limit} {}

    Result<Bytes> transmit(ByteView command) override {
        if (left_ == 0) return fail(Fault::malformed_card, "too many exchanges");
        --left_;
        return inner_->transmit(command);
    }
    apdu::Protocol protocol() const override { return inner_->protocol(); }
    Bytes atr() const override { return inner_->atr(); }

private:
    apdu::Transport* inner_;
    unsigned left_;
};

}  // namespace sscard::card
