#pragma once

#include <filesystem>
#include <memory>
#include <sscard/activation/backend.hpp>
#include <sscard/backend/authority.hpp>

namespace sscard::backend {

/// The embedded authority behind the activation port. Fault::backend_unreachable when it was never set up.
Result<std::unique_ptr<activation::Backend>> open_local(const std::filesystem::path& state_dir);

}  // namespace sscard::backend
