#pragma once

#include <span>
#include <sscard/doctor/finding.hpp>
#include <sscard/doctor/machine.hpp>

namespace sscard::doctor {

/// Looks at one thing of the machine. Changes nothing, asks nobody.
using Check = Findings (*)(const Machine& machine);

/// All checks; those further up matter more.
std::span<const Check> checks() noexcept;

/// What all of them found, in their order.
Findings examine(const Machine& machine);

/// The problem that matters most; nullptr when there is none.
const Finding* worst(const Findings& findings) noexcept;

}  // namespace sscard::doctor
