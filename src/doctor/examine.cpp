#include <algorithm>
#include <array>
#include <iterator>
#include <sscard/doctor/examine.hpp>

#include "checks.hpp"

namespace sscard::doctor {
namespace {

constexpr Check table[] = {
    check_configuration, check_service,    check_polkit,  check_versions,        check_kernel_modules,
    check_unlisted,      check_vendor_hid, check_readers, check_slots,           check_held,
    check_card,          check_locale,     check_gb18030, check_state_directory, check_journal,
    check_backend,       check_clock,
};

}  // namespace

std::string_view word(Severity severity) noexcept {
    constexpr std::array<std::string_view, 3> words{"ok", "note", "problem"};
    return words[static_cast<std::size_t>(severity)];
}

std::span<const Check> checks() noexcept { return table; }

Findings examine(const Machine& machine) {
    Findings all;
    for (const auto check : table) {
        auto found = check(machine);
        std::move(found.begin(), found.end(), std::back_inserter(all));
    }
    return all;
}

const Finding* worst(const Findings& findings) noexcept {
    const auto found = std::find_if(findings.begin(), findings.end(), [](const Finding& finding) {
        return finding.severity == Severity::problem;
    });
    return found == findings.end() ? nullptr : &*found;
}

}  // namespace sscard::doctor
