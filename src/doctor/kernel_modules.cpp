#include <sstream>

#include "checks.hpp"

namespace sscard::doctor {
namespace {

constexpr std::string_view prefix = "pn533";
constexpr std::size_t longest_list = 1U << 20U;

/// Loaded modules of this family: as /proc/modules lists them, and as /sys has them where they are built in.
std::string loaded_modules(const Tree& tree) {
    std::string modules;
    const auto add = [&](const std::string& name) {
        if (!name.starts_with(prefix) || (" " + modules + " ").find(" " + name + " ") != std::string::npos)
            return;
        modules += (modules.empty() ? "" : " ") + name;
    };
    std::istringstream lines{tree.read("/proc/modules", longest_list).value_or("")};
    for (std::string line; std::getline(lines, line);) add(line.substr(0, line.find(' ')));
    for (const auto& name : tree.names("/sys/module").value_or(std::vector<std::string>{})) add(name);
    return modules;
}

}  // namespace

Findings check_kernel_modules(const Machine& machine) {
    const auto modules = loaded_modules(machine.tree);
    if (modules.empty()) return {};
    return {{.code = "pn533_module_loaded",
             .severity = Severity::problem,
             .what = msgid("The kernel has loaded its own NFC driver: {0}."),
             .why = msgid("It grabs contactless readers before the PC/SC service can open them."),
             .cure = msgid("Keep it out, then plug the reader in again: printf 'blacklist pn533\\nblacklist "
                           "pn533_usb\\n' > "
                           "/etc/modprobe.d/sscard.conf && modprobe -r pn533_usb pn533"),
             .words = {modules},
             .fault = Fault::no_reader,
             .detail = modules}};
}

}  // namespace sscard::doctor
