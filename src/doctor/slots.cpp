#include <algorithm>

#include "checks.hpp"
#include "packages.hpp"
#include "usb.hpp"

namespace sscard::doctor {

Findings check_slots(const Machine& machine) {
    constexpr std::size_t most_slots = 16;
    constexpr std::string_view without_limit = "2.5";
    const auto& told = machine.service;
    const auto version = told.version.empty() ? package_version(machine.tree, "pcscd") : told.version;
    const auto slots = told.readers ? told.readers->size() : usb_readers(machine.tree).size();
    if (slots < most_slots || version.empty() || !older(version, without_limit)) return {};
    return {{.code = "slots_used_up",
             .severity = Severity::problem,
             .what = msgid("{0} slots are in use, and version {1} of the PC/SC service has {2}."),
             .why = msgid(
                 "Every slot of a reader counts, those of security modules too; a reader beyond them stays "
                 "unseen."),
             .cure = msgid("Unplug readers that are not needed, or install pcsc-lite 2.5 or later."),
             .words = {std::to_string(slots), version, std::to_string(most_slots)},
             .fault = Fault::no_reader}};
}

}  // namespace sscard::doctor
