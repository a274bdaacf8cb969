#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <sscard/bytes.hpp>
#include <stdexcept>
#include <string>
#include <utility>

namespace sscard::virtual_card {

/// The host's end of the virtual reader, as vpcd is: it listens, the card connects, one card at a time.
class FakeVpcd {
public:
    FakeVpcd() : listener_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
            ::listen(listener_, 1) != 0 ||
            ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0)
            throw std::runtime_error{"no loopback socket"};
        port_ = ntohs(address.sin_port);
    }
    FakeVpcd(const FakeVpcd&) = delete;
    FakeVpcd& operator=(const FakeVpcd&) = delete;
    ~FakeVpcd() {
        hang_up();
        ::close(listener_);
    }

    std::uint16_t port() const { return port_; }

    void accept_card() {
        wait_for(listener_);
        card_ = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (card_ < 0) throw std::runtime_error{"no card came"};
    }

    void hang_up() {
        if (card_ >= 0) ::close(std::exchange(card_, -1));
    }

    /// Bytes as they are.
    void send_raw(const std::string& hex) const {
        const auto bytes = from_hex(hex).value();
        if (::send(card_, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
            throw std::runtime_error{"the card is gone"};
    }

    /// Length and body apart, as vpcd writes them.
    void tell(const std::string& hex) const {
        const auto size = from_hex(hex).value().size();
        send_raw(to_hex(std::array{static_cast<std::uint8_t>(size >> 8U), static_cast<std::uint8_t>(size)}));
        if (size > 0) send_raw(hex);
    }

    std::string ask(const std::string& hex) const {
        tell(hex);
        const auto length = receive(2);
        if (length.size() < 2) return "closed";
        return to_hex(receive(static_cast<std::size_t>(length[0] << 8U) | length[1]));
    }

    /// Whether the card closed the connection.
    bool card_is_gone() const { return receive(1).empty(); }

private:
    static void wait_for(int fd) {
        pollfd wait{fd, POLLIN, 0};
        constexpr int limit_ms = 10'000;  // of a broken test; a good one never waits
        if (::poll(&wait, 1, limit_ms) != 1) throw std::runtime_error{"nothing came"};
    }

    Bytes receive(std::size_t size) const {
        Bytes bytes(size);
        std::size_t got = 0;
        while (got < size) {
            wait_for(card_);
            const auto count = ::recv(card_, bytes.data() + got, size - got, 0);
            if (count <= 0) return {};
            got += static_cast<std::size_t>(count);
        }
        return bytes;
    }

    int listener_;
    int card_ = -1;
    std::uint16_t port_ = 0;
};

}  // namespace sscard::virtual_card
