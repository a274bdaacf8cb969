#pragma once

#include <chrono>
#include <memory>
#include <sscard/activation/backend.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "settings.hpp"

namespace sscard::tool {

/// What [backends.NAME] of one kind may say; words are separated by `|`, as SettingSpec has them.
struct BackendKeys {
    std::string_view kind;
    std::string_view needed;  // keys that it cannot do without
    std::string_view heeded;  // all that mean something to it
};

/// nullptr when there is no such kind.
const BackendKeys* backend_keys(std::string_view kind) noexcept;
std::vector<std::string> backend_kinds();

/// The embedded authority, which needs no section.
inline constexpr std::string_view embedded_backend = "local";

/// The kind of the backend of that name; empty: nobody says.
std::string backend_kind(const ConfigFile& file, const std::string& name);

/// How long a request to the backend that the settings name may take, with all questions about it: --timeout
/// where it was given, else its default, or the backend's timeout_s if that is longer.
std::chrono::milliseconds backend_time(const Settings& settings);

/// The backend that the settings name. Fault::config when there is none of that name or kind.
Result<std::unique_ptr<activation::Backend>> open_backend(const Settings& settings);

}  // namespace sscard::tool
