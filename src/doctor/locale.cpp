#include <algorithm>

#include "checks.hpp"
#include "plain.hpp"

namespace sscard::doctor {
namespace {

constexpr std::string_view utf8 = "UTF-8";

/// The locale that the machine starts with: LANG of Debian's or of systemd's file.
std::string system_locale(const Tree& tree) {
    constexpr std::string_view variable = "LANG=";
    for (const auto* file : {"/etc/default/locale", "/etc/locale.conf"}) {
        const auto text = "\n" + tree.read(file).value_or("");
        const auto at = text.find("\n" + std::string{variable});
        if (at == std::string::npos) continue;
        auto value = text.substr(at + 1 + variable.size());
        value.resize(std::min(value.find('\n'), value.size()));
        std::erase(value, '"');
        return value;
    }
    return {};
}

bool is_utf8(std::string name) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return name.find(utf8) != std::string::npos || name.find("UTF8") != std::string::npos;
}

}  // namespace

Findings check_locale(const Machine& machine) {
    const auto name = plain(machine.live ? machine.codeset : system_locale(machine.tree));
    if (name.empty()) return {};
    if (is_utf8(name))
        return {{.code = "locale_utf8",
                 .what = msgid("The locale shows Chinese characters: {0}."),
                 .words = {name}}};
    return {{.code = "locale_not_utf8",
             .severity = Severity::note,
             .what = msgid("The locale is not UTF-8, but {0}."),
             .why = msgid("sscard prints UTF-8: names would be shown wrong on this terminal."),
             .cure = msgid("Choose a locale of UTF-8: export LANG=zh_CN.UTF-8, or LANG=C.UTF-8"),
             .words = {name}}};
}

}  // namespace sscard::doctor
