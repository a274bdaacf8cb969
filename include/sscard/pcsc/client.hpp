#pragma once

#include <filesystem>
#include <string_view>

namespace sscard::pcsc {

/// Where the client library looks for the service.
std::filesystem::path service_socket();

/// The version of the client library that this was built with: "1.9.9".
std::string_view client_version() noexcept;

}  // namespace sscard::pcsc
