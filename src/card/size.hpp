#pragma once

#include <cstdint>
#include <numeric>
#include <span>
#include <sscard/card/files.hpp>

/// What records take on the wire, in bytes.
namespace sscard::card {

inline constexpr std::uint32_t record_head = 2;  // tag and length
// A READ RECORD costs a header of 5 bytes, a procedure byte and a status word besides its data.
inline constexpr std::uint32_t exchange_overhead = 8;

inline std::uint32_t bytes_of(std::span<const Item> items) noexcept {
    return std::accumulate(items.begin(), items.end(), 0U, [](std::uint32_t sum, const Item& item) {
        return sum + item.length + record_head;
    });
}

inline bool whole_file_is_cheaper(std::span<const Item> layout, std::span<const Item> wanted) noexcept {
    const auto one_by_one = bytes_of(wanted) + exchange_overhead * static_cast<std::uint32_t>(wanted.size());
    return bytes_of(layout) + exchange_overhead <= one_by_one;
}

}  // namespace sscard::card
