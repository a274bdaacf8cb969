#include <algorithm>
#include <map>

#include "checks.hpp"
#include "plain.hpp"
#include "usb.hpp"

namespace sscard::doctor {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_processes = 32768;
constexpr std::size_t most_descriptors = 4096;  // of one process
constexpr std::string_view service_program = "pcscd";

using Nodes = std::map<std::string, std::string>;  // name of the reader by its device node

/// "0003:00000471:0000A112", as HID_ID of a raw HID node says it, by vendor and product.
bool is_hid_id_of(const std::string& uevent, UsbId id) {
    const auto text = to_text(id);
    return uevent.find(":0000" + text.substr(0, text.find(':')) + ":0000" +
                       text.substr(text.find(':') + 1)) != std::string::npos;
}

Nodes nodes_of_readers(const Tree& tree) {
    const auto readers = usb_readers(tree);
    Nodes nodes;
    for (const auto& reader : readers) {
        if (!reader.node.empty()) nodes[reader.node] = reader.name;
    }
    const fs::path folder = "/sys/class/hidraw";
    for (const auto& name : tree.names(folder).value_or(std::vector<std::string>{})) {
        const auto uevent = tree.value(folder / name / "device" / "uevent");
        for (const auto& reader : readers) {
            if (is_hid_id_of(uevent, reader.id)) nodes["/dev/" + name] = reader.name;
        }
    }
    return nodes;
}

Finding held(const std::string& program, const std::string& process, const std::string& reader,
             const std::string& node) {
    return {.code = "reader_held",
            .severity = Severity::problem,
            .what = msgid("The program {0} (process {1}) holds the reader {2}."),
            .why = msgid("The PC/SC service cannot open a reader that another program holds."),
            .cure = msgid("Close this program, then plug the reader in again."),
            .words = {program, process, reader},
            .fault = Fault::reader_busy,
            .detail = node};
}

/// What one process holds of the nodes.
Findings held_by(const Tree& tree, const std::string& process, const std::vector<std::string>& descriptors,
                 const Nodes& nodes) {
    Findings findings;
    const auto folder = fs::path{"/proc"} / process;
    const auto count = std::min(descriptors.size(), most_descriptors);
    for (std::size_t i = 0; i < count; ++i) {
        const auto node = nodes.find(tree.link(folder / "fd" / descriptors[i]).value_or(""));
        if (node == nodes.end()) continue;
        const auto program = plain(tree.value(folder / "comm"));
        if (program == service_program) return {};
        findings.push_back(held(program, process, node->second, node->first));
    }
    return findings;
}

}  // namespace

Findings check_held(const Machine& machine) {
    const auto& tree = machine.tree;
    const auto nodes = nodes_of_readers(tree);
    if (nodes.empty()) return {};
    Findings findings;
    std::size_t looked_at = 0;
    std::size_t hidden = 0;
    for (const auto& process : tree.names("/proc").value_or(std::vector<std::string>{})) {
        if (process.find_first_not_of("0123456789") != std::string::npos) continue;
        if (++looked_at > most_processes) break;
        const auto descriptors = tree.names(fs::path{"/proc"} / process / "fd");
        if (!descriptors) {
            ++hidden;
            continue;
        }
        auto found = held_by(tree, process, *descriptors, nodes);
        std::move(found.begin(), found.end(), std::back_inserter(findings));
    }
    if (hidden > 0 && findings.empty()) {
        findings.push_back({.code = "holders_hidden",
                            .severity = Severity::note,
                            .what = msgid("{0} programs of other users could not be looked at."),
                            .why = msgid("One of them may hold a reader."),
                            .cure = msgid("To see them too: sudo sscard doctor"),
                            .words = {std::to_string(hidden)}});
    }
    return findings;
}

}  // namespace sscard::doctor
