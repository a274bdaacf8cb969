#pragma once

#include <memory>
#include <sscard/activation/backend.hpp>

#include "settings.hpp"

namespace sscard::tool {

/// The backend that the settings name. Fault::config when there is none of that name or kind.
Result<std::unique_ptr<activation::Backend>> open_backend(const Settings& settings);

}  // namespace sscard::tool
