#pragma once

#include <cstdint>
#include <memory>
#include <sscard/apdu/transport.hpp>
#include <sscard/bytes.hpp>
#include <sscard/error.hpp>
#include <sscard/patience.hpp>
#include <sscard/pcsc/context.hpp>
#include <string>

namespace sscard::pcsc {

class Card;

/// What becomes of the card when one lets go of it.
enum class Disposition : std::uint8_t { leave, reset, unpower, eject };

/// Who else may be connected to the card meanwhile. Shared is enough against interleaving, which a
/// transaction prevents; some readers' own programs disturb a card between two transactions.
enum class Sharing : std::uint8_t { shared, exclusive };

/// A card held against all other programs, and the only thing that can transmit to it. Every command has to
/// be answered within the patience that it was begun with.
///
/// Beyond the faults of the service and the slot: Fault::card_removed with the step "card was reset" when
/// another program reset the card, so that selection and rights are gone (begin again at SELECT);
/// Fault::timeout with the name of the call that did not return.
class Transaction final : public apdu::Transport {
public:
    Transaction(Transaction&& other) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction() override;  // as end(), but has nobody to tell

    /// The answer is 2..65538 bytes on a card that keeps to the standard, never empty.
    Result<Bytes> transmit(ByteView command) override;
    apdu::Protocol protocol() const override;
    Bytes atr() const override;

    /// Another patience for the commands to come: a person was asked meanwhile.
    void renew(const Patience& patience) noexcept { patience_ = patience; }

    /// What becomes of the card at the end, however it comes about; without a word it is left as it is.
    void at_end(Disposition disposition) noexcept { at_end_ = disposition; }

    /// Lets other programs at the card again. Nothing can be transmitted afterwards. Given a second, however
    /// little patience is left.
    Result<void> end() { return end(at_end_); }
    Result<void> end(Disposition disposition);

private:
    friend class Connection;
    Transaction(std::shared_ptr<Card> card, const Patience& patience) noexcept;

    std::shared_ptr<Card> card_;  // nothing after the end
    Patience patience_;
    Disposition at_end_ = Disposition::leave;
};

/// A connection to the card in one slot.
class Connection {
public:
    /// Powers the card up where it is not. A slot that another program holds, or is connected to where it is
    /// wanted alone, is waited for, then Fault::reader_busy. A mute card gets a second chance, cold and with
    /// T=0 alone, then Fault::mute_card.
    static Result<Connection> open(Context& context, const std::string& reader, const Patience& patience,
                                   Sharing sharing = Sharing::shared);

    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) noexcept;
    ~Connection();  // as close(), but has nobody to tell

    apdu::Protocol protocol() const;
    Bytes atr() const;

    /// Waits for its turn. Fault::reader_busy when another program does not let go in time. The patience goes
    /// into the transaction.
    Result<Transaction> begin(const Patience& patience);

    /// Lets go of the card. Given a second. A transaction on it is over with it.
    Result<void> close(Disposition disposition = Disposition::leave);

private:
    explicit Connection(std::shared_ptr<Card> card) noexcept;

    std::shared_ptr<Card> card_;  // nothing once closed
};

}  // namespace sscard::pcsc
