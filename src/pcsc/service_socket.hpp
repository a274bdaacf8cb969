#pragma once

#include <chrono>
#include <sscard/patience.hpp>

namespace sscard::pcsc {

/// A service that took a context and failed then may fail again at once: the pause before the next one.
inline constexpr std::chrono::milliseconds after_a_failure{100};

/// Notices when something happens to the service's socket, or to the nearest folder on the way to it that
/// exists.
class SocketWatch {
public:
    SocketWatch();
    SocketWatch(const SocketWatch&) = delete;
    SocketWatch& operator=(const SocketWatch&) = delete;
    ~SocketWatch();

    /// Returns when something happened since the construction, when so much time passed, or when the patience
    /// is over.
    void wait(std::chrono::milliseconds longest, const Patience& patience) const;

private:
    int notify_ = -1;
};

}  // namespace sscard::pcsc
