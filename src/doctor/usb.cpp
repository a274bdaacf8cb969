#include "usb.hpp"

#include <algorithm>
#include <charconv>
#include <map>
#include <sscard/bytes.hpp>

#include "plain.hpp"

namespace sscard::doctor {
namespace {

namespace fs = std::filesystem;

constexpr const char* devices_folder = "/sys/bus/usb/devices";
constexpr std::size_t most_devices = 1024;
constexpr std::string_view smart_card_class = "0b";

std::optional<std::uint16_t> number(std::string_view text, int base) {
    std::uint16_t value = 0;
    const auto* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value, base);
    if (error != std::errc{} || rest != end) return std::nullopt;
    return value;
}

/// Bus and device number with three digits each, as the kernel names the node.
std::string node_of(const Tree& tree, const fs::path& folder) {
    std::string node = "/dev/bus/usb";
    for (const auto* part : {"busnum", "devnum"}) {
        const auto value = number(tree.value(folder / part), 10);
        if (!value) return {};
        const auto digits = std::to_string(*value);
        node += "/" + std::string(digits.size() < 3 ? 3 - digits.size() : 0, '0') + digits;
    }
    return node;
}

std::string name_of(const Tree& tree, const fs::path& folder, UsbId id) {
    const auto* known = known_reader(id);
    if (known != nullptr) return std::string{known->name};
    const auto product = plain(tree.value(folder / "product"));
    const auto maker = plain(tree.value(folder / "manufacturer"));
    if (product.empty()) return to_text(id);
    return maker.empty() || product.starts_with(maker) ? product : maker + " " + product;
}

}  // namespace

std::vector<UsbDevice> usb_devices(const Tree& tree) {
    const auto names = tree.names(devices_folder);
    std::map<std::string, UsbDevice> devices;
    for (const auto& name : names.value_or(std::vector<std::string>{})) {
        const auto folder = fs::path{devices_folder} / name;
        const auto vendor = number(tree.value(folder / "idVendor"), 16);
        const auto product = number(tree.value(folder / "idProduct"), 16);
        if (!vendor || !product || devices.size() == most_devices) continue;
        const UsbId id{*vendor, *product};
        devices[name] = {id, name_of(tree, folder, id), name, node_of(tree, folder), false};
    }
    for (const auto& name : names.value_or(std::vector<std::string>{})) {
        const auto device = devices.find(name.substr(0, name.find(':')));
        if (device == devices.end() || name.find(':') == std::string::npos) continue;
        if (tree.value(fs::path{devices_folder} / name / "bInterfaceClass") == smart_card_class)
            device->second.of_class = true;
    }
    std::vector<UsbDevice> all;
    all.reserve(devices.size());
    for (auto& [port, device] : devices) all.push_back(std::move(device));
    return all;
}

std::vector<UsbDevice> usb_readers(const Tree& tree) {
    auto devices = usb_devices(tree);
    std::erase_if(devices, [](const UsbDevice& device) {
        return !device.of_class && known_reader(device.id) == nullptr;
    });
    return devices;
}

const KnownReader* known_reader(UsbId id) noexcept {
    const auto table = known_readers();
    const auto found =
        std::find_if(table.begin(), table.end(), [id](const KnownReader& reader) { return reader.id == id; });
    return found == table.end() ? nullptr : &*found;
}

std::string to_text(UsbId id) {
    const auto hex = [](std::uint16_t value) {
        return to_hex(
            Bytes{static_cast<std::uint8_t>(value >> 8U), static_cast<std::uint8_t>(value & 0xFFU)});
    };
    return hex(id.vendor) + ":" + hex(id.product);
}

}  // namespace sscard::doctor
