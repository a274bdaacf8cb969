#pragma once

#include <cstddef>
#include <span>
#include <sscard/bytes.hpp>
#include <utility>

namespace sscard {

/// Bytes that must not outlive their use: a PIN, a key. Wiped on destruction, movable, not copyable,
/// and without any way to be printed, compared or formatted.
class Secret {
public:
    Secret() = default;
    explicit Secret(Bytes bytes) noexcept : bytes_{std::move(bytes)} {}
    Secret(Secret&& other) noexcept : bytes_{std::exchange(other.bytes_, {})} {}
    Secret& operator=(Secret&& other) noexcept {
        if (this != &other) {
            wipe();
            bytes_ = std::exchange(other.bytes_, {});
        }
        return *this;
    }
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret() { wipe(); }

    /// The bytes, for the one call that needs them.
    ByteView reveal() const noexcept { return bytes_; }
    /// The bytes to be written in place, so that what they become never stood elsewhere.
    std::span<std::uint8_t> fill() noexcept { return bytes_; }
    bool empty() const noexcept { return bytes_.empty(); }

private:
    void wipe() noexcept {
        volatile std::uint8_t* at = bytes_.data();  // volatile: the compiler must not drop the stores
        for (std::size_t i = 0; i < bytes_.size(); ++i) at[i] = 0;
    }

    Bytes bytes_;
};

}  // namespace sscard
