#pragma once

#include <sscard/doctor/finding.hpp>
#include <sscard/doctor/machine.hpp>

/// One check a file of the same name, without the "check_".
namespace sscard::doctor {

Findings check_configuration(const Machine& machine);
Findings check_service(const Machine& machine);
Findings check_polkit(const Machine& machine);
Findings check_versions(const Machine& machine);
Findings check_kernel_modules(const Machine& machine);
Findings check_unlisted(const Machine& machine);
Findings check_vendor_hid(const Machine& machine);
Findings check_readers(const Machine& machine);
Findings check_slots(const Machine& machine);
Findings check_held(const Machine& machine);
Findings check_card(const Machine& machine);
Findings check_locale(const Machine& machine);
Findings check_gb18030(const Machine& machine);
Findings check_state_directory(const Machine& machine);
Findings check_journal(const Machine& machine);
Findings check_backend(const Machine& machine);
Findings check_clock(const Machine& machine);

}  // namespace sscard::doctor
