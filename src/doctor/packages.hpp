#pragma once

#include <sscard/doctor/tree.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace sscard::doctor {

/// The upstream version of an installed Debian package: "1.9.9" of "1.9.9-2"; empty where dpkg knows none.
std::string package_version(const Tree& tree, std::string_view package);

/// Whether version `a` comes before version `b`, number by number.
bool older(std::string_view a, std::string_view b);

}  // namespace sscard::doctor
