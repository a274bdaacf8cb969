#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace sscard::doctor {

/// Vendor and product, as the USB device says them.
struct UsbId {
    std::uint16_t vendor = 0;
    std::uint16_t product = 0;

    auto operator<=>(const UsbId&) const = default;
};

enum class ReaderKind : std::uint8_t {
    ccid,        // pcscd opens it through the CCID driver
    vendor_hid,  // speaks its maker's protocol: no PC/SC
};

struct KnownReader {
    UsbId id;
    ReaderKind kind;
    std::string_view name;
};

/// The readers of udev/readers.csv.
std::span<const KnownReader> known_readers() noexcept;

}  // namespace sscard::doctor
