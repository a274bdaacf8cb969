#pragma once

#include <filesystem>
#include <sscard/store/blame.hpp>

namespace sscard::store {

/// What the operating system's error number means for this file; `detail` is the number.
tl::unexpected<Error> system_fault(int number, const std::filesystem::path& file, const Blame& blame);

}  // namespace sscard::store
