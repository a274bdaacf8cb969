#include "card.hpp"

#include <algorithm>
#include <exception>
#include <sscard/secret.hpp>

#include "fault.hpp"

namespace sscard::pcsc {
namespace {

constexpr DWORD native(Disposition disposition) noexcept {
    switch (disposition) {
        case Disposition::reset:
            return SCARD_RESET_CARD;
        case Disposition::unpower:
            return SCARD_UNPOWER_CARD;
        case Disposition::eject:
            return SCARD_EJECT_CARD;
        case Disposition::leave:
            break;
    }
    return SCARD_LEAVE_CARD;
}

}  // namespace

Result<std::shared_ptr<Link>> connect(Session& session, const std::string& reader, Access access,
                                      const Patience& patience) {
    auto link = std::make_shared<Link>();
    link->share = access.share;
    auto connected =
        session.call("SCardConnect", patience, [context = session.context(), reader, access, link] {
            return SCardConnect(context, reader.c_str(), access.share, access.protocols, &link->handle,
                                &link->protocol);
        });
    if (!connected) return tl::unexpected{std::move(connected.error())};
    return link;
}

Card::~Card() {
    try {
        (void)disconnect(Disposition::leave);
    } catch (const std::exception&) {  // out of memory: the service lets go of the card when the process ends
        return;
    }
}

apdu::Protocol Card::protocol() const noexcept {
    return link_->protocol == SCARD_PROTOCOL_T0 ? apdu::Protocol::t0 : apdu::Protocol::t1;
}

Bytes Card::atr() const {
    const auto size = std::min<std::size_t>(link_->atr_size, link_->atr.size());
    return {link_->atr.begin(), link_->atr.begin() + static_cast<std::ptrdiff_t>(size)};
}

Result<void> Card::ask_status(const Patience& patience) {
    return session_->call("SCardStatus", patience, [link = link_] {
        link->atr_size = static_cast<DWORD>(link->atr.size());
        return SCardStatus(link->handle, nullptr, nullptr, nullptr, nullptr, link->atr.data(),
                           &link->atr_size);
    });
}

Result<void> Card::begin(const Patience& patience) {
    if (!open_) return fail(Fault::internal, "SCardBeginTransaction");
    const auto attempt = [&] {
        return session_->call("SCardBeginTransaction", patience,
                              [link = link_] { return SCardBeginTransaction(link->handle); });
    };
    auto held = attempt();
    // Nothing was said to the card yet, so its reset by the program before us has cost nothing.
    if (!held && !begun_ && is(held.error(), SCARD_W_RESET_CARD)) {
        held = reconnect(patience);
        if (held) held = attempt();
    }
    if (held) begun_ = true;
    // The call waits for other programs, and for nothing else.
    if (!held && held.error().fault == Fault::timeout) held.error().fault = Fault::reader_busy;
    return held;
}

Result<void> Card::reconnect(const Patience& patience) {
    return session_->call("SCardReconnect", patience, [link = link_] {
        return SCardReconnect(link->handle, link->share, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1,
                              SCARD_LEAVE_CARD, &link->protocol);
    });
}

Result<Bytes> Card::transmit(ByteView command, const Patience& patience) {
    if (!open_) return fail(Fault::internal, "SCardTransmit");
    if (link_->answer.empty()) link_->answer.resize(Link::max_answer);
    // The command may hold a PIN, and its copy may outlive the caller.
    const auto copy = std::make_shared<const Secret>(Bytes(command.begin(), command.end()));
    auto sent = session_->call("SCardTransmit", patience, [link = link_, copy] {
        const auto* const pci = link->protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
        const auto bytes = copy->reveal();
        link->answer_size = static_cast<DWORD>(link->answer.size());
        return SCardTransmit(link->handle, pci, bytes.data(), static_cast<DWORD>(bytes.size()), nullptr,
                             link->answer.data(), &link->answer_size);
    });
    if (!sent) return tl::unexpected{std::move(sent.error())};
    const auto size = std::min<std::size_t>(link_->answer_size, link_->answer.size());
    // Not even a status word: how the virtual reader's driver says that the card went in the middle.
    if (size == 0) return fail(Fault::card_removed, "SCardTransmit");
    return Bytes(link_->answer.begin(), link_->answer.begin() + static_cast<std::ptrdiff_t>(size));
}

Result<void> Card::end(Disposition disposition) {
    if (!open_) return {};  // over with the connection
    return session_->closing_call("SCardEndTransaction", [link = link_, disposition] {
        return SCardEndTransaction(link->handle, native(disposition));
    });
}

Result<void> Card::disconnect(Disposition disposition) {
    if (!open_) return {};
    open_ = false;
    return session_->closing_call("SCardDisconnect", [link = link_, disposition] {
        return SCardDisconnect(link->handle, native(disposition));
    });
}

}  // namespace sscard::pcsc
