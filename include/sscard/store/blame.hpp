#pragma once

#include <sscard/error.hpp>
#include <string>

namespace sscard::store {

/// Whose file it is: every error about the file carries this fault and this step.
struct Blame {
    Fault fault = Fault::internal;
    std::string step;  // "open the journal"
};

}  // namespace sscard::store
