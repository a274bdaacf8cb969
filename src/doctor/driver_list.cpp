#include "driver_list.hpp"

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

namespace sscard::doctor {
namespace {

constexpr const char* drivers_folder = "/usr/lib/pcsc/drivers";
constexpr std::size_t longest_list = 4U << 20U;

/// What stands between the next `from` and the next `to`, which are then cut off; nothing when either is
/// missing.
std::optional<std::string_view> take_between(std::string_view& text, std::string_view from,
                                             std::string_view to) {
    const auto begin = text.find(from);
    if (begin == std::string_view::npos) return std::nullopt;
    const auto inside = text.substr(begin + from.size());
    const auto end = inside.find(to);
    if (end == std::string_view::npos) return std::nullopt;
    text = inside.substr(end + to.size());
    return inside.substr(0, end);
}

/// "0x096E"; 0 for what is none.
std::uint16_t id_of(std::string_view text) {
    std::uint16_t value = 0;
    if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
    std::from_chars(text.data(), text.data() + text.size(), value, 16);
    return value;
}

std::vector<std::uint16_t> ids_under(std::string_view plist, std::string_view key) {
    std::vector<std::uint16_t> ids;
    const auto at = plist.find("<key>" + std::string{key} + "</key>");
    if (at == std::string_view::npos) return ids;
    plist.remove_prefix(at);
    auto array = take_between(plist, "<array>", "</array>");
    while (array) {
        const auto id = take_between(*array, "<string>", "</string>");
        if (!id) break;
        ids.push_back(id_of(*id));
    }
    return ids;
}

}  // namespace

std::set<UsbId> listed_readers(const Tree& tree) {
    std::set<UsbId> listed;
    for (const auto& bundle : tree.names(drivers_folder).value_or(std::vector<std::string>{})) {
        const auto plist = tree.read(
            std::filesystem::path{drivers_folder} / bundle / "Contents" / "Info.plist", longest_list);
        if (!plist) continue;
        const auto vendors = ids_under(*plist, "ifdVendorID");
        const auto products = ids_under(*plist, "ifdProductID");
        for (std::size_t i = 0; i < std::min(vendors.size(), products.size()); ++i)
            listed.insert({vendors[i], products[i]});
    }
    return listed;
}

}  // namespace sscard::doctor
