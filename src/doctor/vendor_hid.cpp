#include <algorithm>

#include "checks.hpp"
#include "usb.hpp"

namespace sscard::doctor {

Findings check_vendor_hid(const Machine& machine) {
    const auto devices = usb_readers(machine.tree);
    const auto is_vendor_hid = [](const UsbDevice& device) {
        const auto* known = known_reader(device.id);
        return known != nullptr && known->kind == ReaderKind::vendor_hid;
    };
    const bool others = std::any_of(devices.begin(), devices.end(),
                                    [&](const UsbDevice& device) { return !is_vendor_hid(device); });
    Findings findings;
    for (const auto& device : devices) {
        if (!is_vendor_hid(device)) continue;
        findings.push_back(
            {.code = "vendor_hid_reader",
             .severity = others ? Severity::note : Severity::problem,
             .what = msgid("The reader {0} ({1}) is no PC/SC reader."),
             .why = msgid("It speaks a protocol of its maker over HID; sscard does not."),
             .cure = msgid("Use a PC/SC (CCID) reader, or ask the maker for the CCID mode of this one."),
             .words = {device.name, to_text(device.id)},
             .fault = Fault::no_reader,
             .detail = to_text(device.id)});
    }
    return findings;
}

}  // namespace sscard::doctor
