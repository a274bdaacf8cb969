#include "packages.hpp"

#include <charconv>

namespace sscard::doctor {
namespace {

constexpr std::size_t longest_status = 64U << 20U;

/// "1.9.9" of "1:1.9.9-2+b1".
std::string upstream(std::string_view version) {
    version.remove_prefix(version.find(':') == std::string_view::npos ? 0 : version.find(':') + 1);
    return std::string{version.substr(0, version.find_first_of("-+~"))};
}

/// The number at the front, which is cut off with the dot behind it; 0 for what is none.
unsigned take_number(std::string_view& version) {
    unsigned number = 0;
    std::from_chars(version.data(), version.data() + version.size(), number);
    const auto dot = version.find('.');
    version.remove_prefix(dot == std::string_view::npos ? version.size() : dot + 1);
    return number;
}

}  // namespace

std::string package_version(const Tree& tree, std::string_view package) {
    constexpr std::string_view field = "\nVersion: ";
    const auto status = "\n" + tree.read("/var/lib/dpkg/status", longest_status).value_or("");
    const auto begin = status.find("\nPackage: " + std::string{package} + "\n");
    if (begin == std::string::npos) return {};
    const auto paragraph = std::string_view{status}.substr(begin, status.find("\n\n", begin) - begin);
    const auto at = paragraph.find(field);
    if (at == std::string_view::npos ||
        paragraph.find("\nStatus: install ok installed\n") == std::string_view::npos)
        return {};
    const auto version = paragraph.substr(at + field.size());
    return upstream(version.substr(0, version.find('\n')));
}

bool older(std::string_view a, std::string_view b) {
    while (!a.empty() || !b.empty()) {
        const auto first = take_number(a);
        const auto second = take_number(b);
        if (first != second) return first < second;
    }
    return false;
}

}  // namespace sscard::doctor
