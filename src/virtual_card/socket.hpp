#pragma once

#include <optional>
#include <sscard/bytes.hpp>
#include <sscard/error.hpp>
#include <sscard/patience.hpp>
#include <string>

namespace sscard::virtual_card {

/// A connected TCP stream whose waits are sliced, so that the stop flag works at any moment.
class Socket {
public:
    /// Fault::no_reader when nobody answers at any address of the host, Fault::interrupted when stopped.
    static Result<Socket> connect(const std::string& host, std::uint16_t port, const Patience& patience);

    Socket(Socket&& other) noexcept : fd_{std::exchange(other.fd_, -1)} {}
    Socket& operator=(Socket&& other) noexcept {
        std::swap(fd_, other.fd_);
        return *this;
    }
    Socket(const Socket&) = delete;
    Socket& operator=(const Socket&) = delete;
    ~Socket();

    enum class End : std::uint8_t { closed, stopped };

    /// Exactly `size` bytes, or why they did not come.
    tl::expected<Bytes, End> receive(std::size_t size, const StopFlag& stop);
    /// All of the bytes in one piece.
    tl::expected<void, End> send(ByteView bytes, const StopFlag& stop);

private:
    explicit Socket(int fd) noexcept : fd_{fd} {}

    std::optional<End> wait_for(short events, const StopFlag& stop) const;
    void acknowledge_at_once() const noexcept;

    int fd_;
};

}  // namespace sscard::virtual_card
