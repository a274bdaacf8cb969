#pragma once

#include <sscard/error.hpp>

namespace sscard::activation {

/// Watches the answers to many requests in a row, and tells when it is no use to go on: the authority is
/// away, or does not accept this terminal.
class Breaker {
public:
    static constexpr int most_failures = 3;  // in a row

    void succeeded() noexcept { failures_ = 0; }

    /// Faults that are about one request alone do not count.
    void failed(Fault fault) noexcept {
        if (fault == Fault::backend_auth) failures_ = most_failures;
        if (fault == Fault::backend_unreachable || fault == Fault::unknown_outcome || fault == Fault::timeout)
            ++failures_;
    }

    bool is_open() const noexcept { return failures_ >= most_failures; }

private:
    int failures_ = 0;
};

}  // namespace sscard::activation
