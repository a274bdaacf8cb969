#pragma once

#include <sscard/card/reading.hpp>

#include "card_source.hpp"
#include "verb.hpp"

namespace sscard::tool {

/// Reads the card as of today, with what this machine remembers of its kind, and remembers what it learned.
/// Fails as card::read_card() fails.
Result<card::Reading> read_at_desk(const CardSource& source, const card::FieldSet& wanted, const Desk& desk,
                                   const card::Issuer& issuer);

}  // namespace sscard::tool
