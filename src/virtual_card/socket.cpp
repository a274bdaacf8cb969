#include "socket.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

namespace sscard::virtual_card {

namespace {

constexpr const char* step = "connect to the virtual reader";

tl::unexpected<Error> nobody(const std::string& host, const std::string& port) {
    return fail(Fault::no_reader, step, msgid("no virtual reader answers at {0}, port {1}"), {host, port},
                msgid("is pcscd running with the virtual reader? Install vsmartcard-vpcd, then start pcscd"));
}

bool again() noexcept { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

/// Waits until a connection that was begun is there; false when it failed or time is over.
bool connected(int fd, const Patience& patience) {
    pollfd wait{fd, POLLOUT, 0};
    while (!patience.over()) {
        const auto ready = poll(&wait, 1, static_cast<int>(patience.next_slice().count()));
        if (ready < 0 && errno != EINTR) return false;
        if (ready <= 0) continue;
        int reason = 0;
        socklen_t size = sizeof reason;
        return getsockopt(fd, SOL_SOCKET, SO_ERROR, &reason, &size) == 0 && reason == 0;
    }
    return false;
}

}  // namespace

Socket::~Socket() {
    if (fd_ >= 0) ::close(fd_);
}

Result<Socket> Socket::connect(const std::string& host, std::uint16_t port, const Patience& patience) {
    const auto service = std::to_string(port);
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV;
    addrinfo* list = nullptr;
    if (getaddrinfo(host.c_str(), service.c_str(), &hints, &list) != 0) return nobody(host, service);
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner{list, &freeaddrinfo};

    for (const auto* at = list; at != nullptr; at = at->ai_next) {
        Socket candidate{
            ::socket(at->ai_family, at->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, at->ai_protocol)};
        if (candidate.fd_ < 0) continue;
        const bool begun = ::connect(candidate.fd_, at->ai_addr, at->ai_addrlen) == 0 ||
                           errno == EINPROGRESS || errno == EINTR;
        if (!begun || !connected(candidate.fd_, patience)) continue;
        const int on = 1;
        setsockopt(candidate.fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        return candidate;
    }
    if (patience.stopped()) return fail(Fault::interrupted, step);
    return nobody(host, service);
}

/// The host writes length and body apart and waits for the acknowledgement between them, so a delayed one
/// costs 40 ms a message. The kernel falls back to delaying, therefore before every receive.
void Socket::acknowledge_at_once() const noexcept {
    const int on = 1;
    setsockopt(fd_, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

std::optional<Socket::End> Socket::wait_for(short events, const StopFlag& stop) const {
    pollfd wait{fd_, events, 0};
    while (!stop.load(std::memory_order_relaxed)) {
        const auto ready = poll(&wait, 1, static_cast<int>(Patience::slice.count()));
        if (ready > 0) return std::nullopt;
        if (ready < 0 && errno != EINTR) return End::closed;
    }
    return End::stopped;
}

tl::expected<Bytes, Socket::End> Socket::receive(std::size_t size, const StopFlag& stop) {
    Bytes bytes(size);
    std::size_t got = 0;
    while (got < size) {
        acknowledge_at_once();
        if (const auto end = wait_for(POLLIN, stop)) return tl::unexpected{*end};
        const auto count = ::recv(fd_, bytes.data() + got, size - got, 0);
        if (count == 0 || (count < 0 && !again())) return tl::unexpected{End::closed};
        if (count > 0) got += static_cast<std::size_t>(count);
    }
    return bytes;
}

tl::expected<void, Socket::End> Socket::send(ByteView bytes, const StopFlag& stop) {
    while (!bytes.empty()) {
        if (const auto end = wait_for(POLLOUT, stop)) return tl::unexpected{*end};
        const auto count = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0 && !again()) return tl::unexpected{End::closed};
        if (count > 0) bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return {};
}

}  // namespace sscard::virtual_card
