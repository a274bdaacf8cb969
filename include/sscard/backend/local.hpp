#pragma once

#include <filesystem>
#include <memory>
#include <sscard/activation/backend.hpp>
#include <sscard/activation/clock.hpp>
#include <sscard/backend/authority.hpp>

namespace sscard::backend {

/// The embedded authority behind the activation port; safe for several threads. Fault::backend_unreachable
/// when it was never set up.
Result<std::unique_ptr<activation::Backend>> open_local(const std::filesystem::path& state_dir,
                                                        activation::Clock clock = activation::system_now);

}  // namespace sscard::backend
