#pragma once

#include "register.hpp"

namespace sscard::backend {

/// The register, if the authority was set up; else says how to set it up.
inline Result<Register> open_existing_register(const std::filesystem::path& state_dir) {
    std::error_code ignored;
    if (std::filesystem::exists(state_dir / "authority.db", ignored))
        return Register::open(state_dir, store::Access::existing);
    return fail(Fault::backend_unreachable, "open the embedded authority",
                msgid("the embedded authority has not been set up"), {}, msgid("run: sscard authority init"));
}

}  // namespace sscard::backend
