#include "checks.hpp"
#include "driver_list.hpp"
#include "usb.hpp"

namespace sscard::doctor {
namespace {

std::string in_list(const std::string& value) { return "<string>" + value + "</string>"; }

std::string xml_escaped(const std::string& text) {
    std::string escaped;
    for (const auto c : text) {
        if (c == '&') {
            escaped += "&amp;";
        } else if (c == '<') {
            escaped += "&lt;";
        } else {
            escaped += c;
        }
    }
    return escaped;
}

Finding unlisted(const UsbDevice& device) {
    const auto id = to_text(device.id);
    return {
        .code = "reader_not_listed",
        .severity = Severity::problem,
        .what = msgid("The CCID driver does not list the reader {0} ({1})."),
        .why = msgid(
            "It declares itself a smart card reader, but the PC/SC service opens only what a driver lists."),
        .cure =
            msgid("Add to {2}, each at the end of its list, {3} to ifdVendorID, {4} to ifdProductID, {5} to "
                  "ifdFriendlyName; then: systemctl restart pcscd"),
        .words = {device.name, id, ccid_driver_list, in_list("0x" + id.substr(0, id.find(':'))),
                  in_list("0x" + id.substr(id.find(':') + 1)), in_list(xml_escaped(device.name))},
        .fault = Fault::no_reader,
        .detail = id};
}

}  // namespace

Findings check_unlisted(const Machine& machine) {
    auto devices = usb_devices(machine.tree);
    std::erase_if(devices, [](const UsbDevice& device) { return !device.of_class; });
    if (devices.empty()) return {};
    const auto listed = listed_readers(machine.tree);
    if (listed.empty()) {
        return {{.code = "driver_missing",
                 .severity = Severity::problem,
                 .what = msgid("No driver for USB readers is installed."),
                 .why = msgid("A reader is plugged in, and the PC/SC service cannot open it without one."),
                 .cure = msgid("Install it: apt-get install libccid, or dnf install pcsc-lite-ccid"),
                 .fault = Fault::no_reader,
                 .detail = ccid_driver_list}};
    }
    Findings findings;
    for (const auto& device : devices) {
        if (!listed.contains(device.id)) findings.push_back(unlisted(device));
    }
    return findings;
}

}  // namespace sscard::doctor
