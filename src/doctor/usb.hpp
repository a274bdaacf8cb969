#pragma once

#include <sscard/doctor/known_readers.hpp>
#include <sscard/doctor/tree.hpp>
#include <string>
#include <vector>

namespace sscard::doctor {

/// A device on the USB.
struct UsbDevice {
    UsbId id;
    std::string name;       // manufacturer and product as the device says them, made plain
    std::string port;       // "1-2"
    std::string node;       // "/dev/bus/usb/001/004"; empty where /sys does not say
    bool of_class = false;  // one of its interfaces is of class 0x0B, smart card
};

/// All of /sys/bus/usb/devices, 1024 at most.
std::vector<UsbDevice> usb_devices(const Tree& tree);

/// Those that are readers: of the class, or in the table of known ones.
std::vector<UsbDevice> usb_readers(const Tree& tree);

/// The table's entry; nullptr for others.
const KnownReader* known_reader(UsbId id) noexcept;

/// "096E:060D"
std::string to_text(UsbId id);

}  // namespace sscard::doctor
