#pragma once

#include <set>
#include <sscard/doctor/known_readers.hpp>
#include <sscard/doctor/tree.hpp>
#include <string_view>

namespace sscard::doctor {

/// Where the CCID driver has its list of readers.
inline constexpr const char* ccid_driver_list = "/usr/lib/pcsc/drivers/ifd-ccid.bundle/Contents/Info.plist";

/// The readers that any installed driver lists, by ifdVendorID and ifdProductID of its Info.plist.
std::set<UsbId> listed_readers(const Tree& tree);

}  // namespace sscard::doctor
