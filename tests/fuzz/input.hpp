#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <sscard/bytes.hpp>

/// Implemented by each target; declared here because libFuzzer brings no header.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace sscard::fuzz {

/// Cuts an input into what a target needs, from front to back. What is not there is zero, or empty.
class Input {
public:
    Input(const std::uint8_t* data, std::size_t size) noexcept : rest_{data, size} {}

    bool at_end() const noexcept { return rest_.empty(); }

    ByteView take(std::size_t count) noexcept {
        const auto taken = rest_.first(std::min(count, rest_.size()));
        rest_ = rest_.subspan(taken.size());
        return taken;
    }
    std::uint8_t byte() noexcept {
        const auto taken = take(1);
        return taken.empty() ? std::uint8_t{0} : taken.front();
    }
    std::uint16_t word() noexcept {
        const auto high = byte();
        return static_cast<std::uint16_t>(high << 8U | byte());
    }
    ByteView rest() const noexcept { return rest_; }

private:
    ByteView rest_;
};

}  // namespace sscard::fuzz
