#pragma once

#include <memory>
#include <sscard/activation/request.hpp>

#include "verb.hpp"

namespace sscard::tool {

/// What is asked for, whoever's card it is: as typed.
struct MatterOptions {
    std::string scope = "social-security";
    std::string service;
};

std::shared_ptr<MatterOptions> add_matter_options(Verb verb);

/// The settings of who asks, as options.
void add_terminal_settings(Verb verb, Chosen& chosen);

/// The request but for card and holder, by options and settings. Fault::usage for a hospital without a
/// service.
Result<activation::Request> matter_of(const MatterOptions& options, const Settings& settings);

}  // namespace sscard::tool
