#pragma once

#include <filesystem>
#include <sscard/error.hpp>
#include <string>
#include <string_view>

/// Files that the configuration names by their path, or as `credential:NAME`: the file NAME of those that
/// systemd hands out to the unit (LoadCredential=).
namespace sscard::tool {

bool is_credential(std::string_view said) noexcept;

/// Whether this process was handed out any.
bool has_credentials() noexcept;

/// Where the file is. Fault::config when it is a credential that this process does not have.
Result<std::filesystem::path> place_of(const std::string& said);

}  // namespace sscard::tool
