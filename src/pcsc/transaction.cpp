#include <exception>
#include <sscard/pcsc/connection.hpp>
#include <utility>

#include "card.hpp"

namespace sscard::pcsc {

Transaction::Transaction(std::shared_ptr<Card> card, const Patience& patience) noexcept
    : card_{std::move(card)}, patience_{patience} {}

Transaction::Transaction(Transaction&& other) noexcept
    : card_{std::move(other.card_)}, patience_{other.patience_}, at_end_{other.at_end_} {}

Transaction::~Transaction() {
    try {
        (void)end();
    } catch (const std::exception&) {  // out of memory: the service ends it when the process ends
        return;
    }
}

Result<Bytes> Transaction::transmit(ByteView command) {
    if (!card_) return fail(Fault::internal, "SCardTransmit");
    auto answer = card_->transmit(command, patience_);
    // A card that has gone took its rights along; some drivers do not get over a reset of an empty slot.
    if (!answer && answer.error().fault == Fault::card_removed) at_end_ = Disposition::leave;
    return answer;
}

apdu::Protocol Transaction::protocol() const { return card_ ? card_->protocol() : apdu::Protocol::t0; }

Bytes Transaction::atr() const { return card_ ? card_->atr() : Bytes{}; }

Result<void> Transaction::end(Disposition disposition) {
    if (!card_) return {};
    return std::exchange(card_, nullptr)->end(disposition);
}

}  // namespace sscard::pcsc
