#pragma once

#include <span>
#include <sscard/error.hpp>
#include <string_view>

/// The contract with scripts: every fault has one exit code and one name (docs/exit-codes.md).
namespace sscard::tool {

struct ExitCode {
    Fault fault;
    int exit;
    std::string_view code;
    const char* sentence;  // msgid: what happened
    const char* cure;      // msgid: what to do about it
};

std::span<const ExitCode> exit_codes() noexcept;
const ExitCode& exit_code(Fault fault) noexcept;

}  // namespace sscard::tool
