#include <algorithm>
#include <sscard/virtual_card/engine.hpp>
#include <sscard/virtual_card/vpcd.hpp>

#include "socket.hpp"

namespace sscard::virtual_card {

namespace {

using Kind = ServeEvent::Kind;
using OnEvent = std::function<void(const ServeEvent&)>;
template <class T>
using Received = tl::expected<T, Socket::End>;

/// Messages of one byte (vsmartcard, vpcd): only the last is answered. Everything else is a command APDU.
enum Control : std::uint8_t { power_off = 0, power_on = 1, reset = 2, get_atr = 4 };

/// One message is two bytes of length, the most significant first, and so many bytes.
Received<Bytes> receive_message(Socket& socket, const StopFlag& stop) {
    auto length = socket.receive(2, stop);
    if (!length) return length;
    return socket.receive(static_cast<std::size_t>((*length)[0] << 8U) | (*length)[1], stop);
}

Received<void> send_message(Socket& socket, ByteView body, const StopFlag& stop) {
    Bytes message{static_cast<std::uint8_t>(body.size() >> 8U),
                  static_cast<std::uint8_t>(body.size() & 0xFFU)};
    message.insert(message.end(), body.begin(), body.end());
    return socket.send(message, stop);
}

ServeEvent shape_of(ByteView command, ByteView answer) {
    ServeEvent event;
    std::copy_n(command.begin(), std::min(command.size(), event.header.size()), event.header.begin());
    event.command_size = command.size();
    event.answer_size = answer.size();
    if (answer.size() >= 2)
        event.status = static_cast<std::uint16_t>((answer[answer.size() - 2] << 8U) | answer.back());
    return event;
}

ServeEnd as_serve_end(Socket::End end) noexcept {
    return end == Socket::End::stopped ? ServeEnd::stopped : ServeEnd::host_closed;
}

/// One card in one virtual slot.
class Slot {
public:
    Slot(const CardFile& file, Socket socket, const StopFlag& stop, const OnEvent& on_event)
        : card_{file}, socket_{std::move(socket)}, stop_{&stop}, on_event_{&on_event} {}

    ServeEnd run() {
        tell({Kind::connected});
        while (true) {
            const auto message = receive_message(socket_, *stop_);
            if (!message) return as_serve_end(message.error());
            const auto end = message->size() == 1 ? control(message->front()) : command(*message);
            if (end) return *end;
        }
    }

private:
    std::optional<ServeEnd> control(std::uint8_t code) {
        switch (code) {
            case power_off:
                return power(Kind::power_off);
            case power_on:
                return power(Kind::power_on);
            case reset:
                return power(Kind::reset);
            case get_atr:
                return reply(card_.atr());
            default:
                return command({&code, 1});
        }
    }

    std::optional<ServeEnd> power(Kind kind) {
        card_.reset();
        tell({kind});
        return std::nullopt;
    }

    std::optional<ServeEnd> command(ByteView bytes) {
        auto answer = card_.transmit(bytes);
        if (!answer && answer.error().fault == Fault::card_removed) return ServeEnd::card_removed;
        // A mute card: the host waits without limit for a message, so it gets an empty one.
        const auto sent = std::move(answer).value_or(Bytes{});
        tell(shape_of(bytes, sent));
        return reply(sent);
    }

    std::optional<ServeEnd> reply(ByteView bytes) {
        const auto sent = send_message(socket_, bytes, *stop_);
        if (!sent) return as_serve_end(sent.error());
        return std::nullopt;
    }

    void tell(const ServeEvent& event) const {
        if (*on_event_) (*on_event_)(event);
    }

    Engine card_;
    Socket socket_;
    const StopFlag* stop_;
    const OnEvent* on_event_;
};

}  // namespace

Result<ServeEnd> serve(const CardFile& file, const VpcdAddress& address, const Patience& patience,
                       const OnEvent& on_event) {
    auto socket = Socket::connect(address.host, address.port, patience);
    if (!socket) return tl::unexpected{socket.error()};
    return Slot{file, std::move(*socket), patience.stop_flag(), on_event}.run();
}

}  // namespace sscard::virtual_card
