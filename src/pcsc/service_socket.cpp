#include "service_socket.hpp"

#include <poll.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <sscard/pcsc/client.hpp>

namespace sscard::pcsc {

namespace fs = std::filesystem;

SocketWatch::SocketWatch() : notify_{::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)} {
    auto folder = service_socket().parent_path();
    std::error_code error;
    while (folder.has_relative_path() && !fs::is_directory(folder, error)) folder = folder.parent_path();
    // The service binds its socket, then opens it to everybody.
    if (notify_ >= 0)
        ::inotify_add_watch(notify_, folder.c_str(), IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_DELETE_SELF);
}

SocketWatch::~SocketWatch() {
    if (notify_ >= 0) ::close(notify_);
}

void SocketWatch::wait(std::chrono::milliseconds longest, const Patience& patience) const {
    const auto end = Patience::Clock::now() + longest;
    pollfd happened{notify_, POLLIN, 0};
    while (!patience.over()) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Patience::Clock::now());
        if (left.count() <= 0) return;
        const auto slice = std::min(left, patience.next_slice());
        if (::poll(&happened, 1, static_cast<int>(slice.count())) > 0) return;
    }
}

}  // namespace sscard::pcsc
