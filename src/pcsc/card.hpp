#pragma once

#include <winscard.h>

#include <array>
#include <memory>
#include <sscard/apdu/transport.hpp>
#include <sscard/bytes.hpp>
#include <sscard/error.hpp>
#include <sscard/pcsc/connection.hpp>
#include <string>

#include "session.hpp"

namespace sscard::pcsc {

/// What the calls on one card read and write. Shared with a call that is left behind.
struct Link {
    static constexpr std::size_t max_answer = 65538;  // 65536 bytes of data and the status word

    SCARDHANDLE handle = 0;
    DWORD share = SCARD_SHARE_SHARED;  // as it was connected
    DWORD protocol = SCARD_PROTOCOL_UNDEFINED;
    std::array<BYTE, MAX_ATR_SIZE> atr{};
    DWORD atr_size = 0;
    Bytes answer;
    DWORD answer_size = 0;
};

/// How a connection is asked for.
struct Access {
    DWORD share;
    DWORD protocols;
};

inline constexpr Access to_the_reader{SCARD_SHARE_DIRECT, SCARD_PROTOCOL_UNDEFINED};  // needs no card in it

/// One SCardConnect.
Result<std::shared_ptr<Link>> connect(Session& session, const std::string& reader, Access access,
                                      const Patience& patience);

/// Owns one card handle; the connection and its transactions share it.
class Card {
public:
    Card(std::shared_ptr<Session> session, std::shared_ptr<Link> link) noexcept
        : session_{std::move(session)}, link_{std::move(link)} {}
    Card(const Card&) = delete;
    Card& operator=(const Card&) = delete;
    ~Card();

    apdu::Protocol protocol() const noexcept;
    Bytes atr() const;

    Result<void> ask_status(const Patience& patience);
    Result<void> begin(const Patience& patience);
    Result<Bytes> transmit(ByteView command, const Patience& patience);
    Result<void> end(Disposition disposition);
    Result<void> disconnect(Disposition disposition);

private:
    Result<void> reconnect(const Patience& patience);

    std::shared_ptr<Session> session_;
    std::shared_ptr<Link> link_;
    bool open_ = true;
    bool begun_ = false;  // a transaction was held: the card may have a state that matters to somebody
};

}  // namespace sscard::pcsc
