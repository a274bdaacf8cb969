#pragma once

#include <sscard/card/pin.hpp>

#include "report.hpp"

namespace sscard::tool {

/// How the PIN stands, for programs: `set`, `tries_left`, `locked`, `verified`; null is what the card does
/// not tell.
Json pin_document(const card::PinState& state, bool verified);

/// The same for people, before it was verified.
std::string pin_sentence(const card::PinState& state);

}  // namespace sscard::tool
