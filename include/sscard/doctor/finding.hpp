#pragma once

#include <cstdint>
#include <optional>
#include <sscard/error.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace sscard::doctor {

enum class Severity : std::uint8_t {
    ok,       // as it should be
    note,     // may matter
    problem,  // keeps commands from succeeding
};

/// "ok", "note", "problem".
std::string_view word(Severity severity) noexcept;

/// One thing that was seen. The texts are msgids; {0}, {1}, ... in them are the words. Holds no personal
/// data.
struct Finding {
    std::string_view code;  // stable, for scripts
    Severity severity = Severity::ok;
    const char* what = "";
    const char* why = "";   // it matters
    const char* cure = "";  // what to do about it; empty where nothing has to be done
    std::vector<std::string> words{};
    Fault fault = Fault::internal;  // of a problem: how a command fails that meets it
    std::optional<Error> error{};  // where there is one, its sentence is {0} of `what`, and its cure the cure
    std::string detail{};          // file, device or program that it is about
};

using Findings = std::vector<Finding>;

}  // namespace sscard::doctor
