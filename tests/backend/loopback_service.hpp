#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace sscard::testing {

/// Answers every GET with `{}`, and counts connections and requests. Holds all answers back until so many
/// requests are there at once, or until it is told to go on.
class LoopbackService {
public:
    explicit LoopbackService(int hold_until) : hold_until_{hold_until} {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
        ::listen(listener_, 64);
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
        acceptor_ = std::thread{[this] { accept_all(); }};
    }
    LoopbackService(const LoopbackService&) = delete;
    LoopbackService& operator=(const LoopbackService&) = delete;
    ~LoopbackService() {
        go_on();
        ::shutdown(listener_, SHUT_RDWR);
        acceptor_.join();
        for (const auto socket : sockets_) ::shutdown(socket, SHUT_RDWR);
        for (auto& thread : threads_) thread.join();
        for (const auto socket : sockets_) ::close(socket);
        ::close(listener_);
    }

    const std::string& url() const noexcept { return url_; }

    void go_on() {
        const std::lock_guard lock{guard_};
        held_ = false;
        changed_.notify_all();
    }
    void wait_for_a_request() {
        std::unique_lock lock{guard_};
        changed_.wait(lock, [this] { return most_at_once_ > 0; });
    }
    std::size_t connections() {
        const std::lock_guard lock{guard_};
        return sockets_.size();
    }
    int most_at_once() {
        const std::lock_guard lock{guard_};
        return most_at_once_;
    }

private:
    void accept_all() {
        for (int socket = 0; (socket = ::accept(listener_, nullptr, nullptr)) >= 0;) {
            const std::lock_guard lock{guard_};
            sockets_.push_back(socket);
            threads_.emplace_back([this, socket] { serve(socket); });
        }
    }

    void serve(int socket) {
        constexpr std::string_view answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        std::string heard;
        std::vector<char> part(4096);
        for (ssize_t got = 0; (got = ::read(socket, part.data(), part.size())) > 0;) {
            heard.append(part.data(), static_cast<std::size_t>(got));
            if (!heard.ends_with("\r\n\r\n")) continue;
            heard.clear();
            hold();
            if (::send(socket, answer.data(), answer.size(), MSG_NOSIGNAL) < 0) return;
        }
    }

    void hold() {
        std::unique_lock lock{guard_};
        most_at_once_ = std::max(most_at_once_, ++at_once_);
        if (at_once_ == hold_until_) held_ = false;
        changed_.notify_all();
        changed_.wait(lock, [this] { return !held_; });
        --at_once_;
    }

    int hold_until_;
    int listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    std::string url_;
    std::mutex guard_;
    std::condition_variable changed_;
    bool held_ = true;
    int at_once_ = 0;
    int most_at_once_ = 0;
    std::vector<int> sockets_;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

}  // namespace sscard::testing
