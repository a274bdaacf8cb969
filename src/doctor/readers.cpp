#include "checks.hpp"
#include "plain.hpp"
#include "usb.hpp"

namespace sscard::doctor {
namespace {

/// Where the service was not asked, what is plugged in.
Findings plugged_in(const Tree& tree) {
    Findings findings;
    for (const auto& device : usb_readers(tree)) {
        findings.push_back({.code = "reader_attached",
                            .what = msgid("The reader {0} ({1}) is plugged in."),
                            .words = {device.name, to_text(device.id)},
                            .detail = device.port});
    }
    return findings;
}

}  // namespace

Findings check_readers(const Machine& machine) {
    const auto& listed = machine.service.readers;
    auto findings = listed ? Findings{} : plugged_in(machine.tree);
    for (const auto& name : listed.value_or(std::vector<std::string>{})) {
        findings.push_back({.code = "reader_listed",
                            .what = msgid("The PC/SC service lists the reader {0}."),
                            .words = {plain(name)},
                            .detail = plain(name)});
    }
    if (!findings.empty()) return findings;
    if (listed && !usb_readers(machine.tree).empty()) {
        return {{.code = "reader_not_opened",
                 .severity = Severity::problem,
                 .what = msgid("A reader is plugged in, and the PC/SC service does not list it."),
                 .why = msgid("It could not open it, or does not see the USB."),
                 .cure = msgid(
                     "Plug it in again, then: systemctl restart pcscd. What it says: journalctl -u pcscd"),
                 .fault = Fault::no_reader}};
    }
    return {{.code = "no_reader",
             .severity = Severity::problem,
             .what = msgid("No reader is plugged in."),
             .why = msgid("A card can only be read in one."),
             .cure = msgid("Plug one in. In a virtual machine or a container, pass the USB device on to it."),
             .fault = Fault::no_reader}};
}

}  // namespace sscard::doctor
