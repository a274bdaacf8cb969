#pragma once

#include <sscard/card/reading.hpp>

#include "card_source.hpp"
#include "issuer.hpp"
#include "verb.hpp"

namespace sscard::tool {

/// Reads the card as of today, with the issuer behind the backend, with what this machine remembers of the
/// card, and remembers what it learned. A recording is read as it was recorded; only where the issuer is
/// required does the authority answer for it. Fails as card::read_card() fails.
Result<card::Reading> read_at_desk(const CardSource& source, const card::FieldSet& wanted, const Desk& desk,
                                   LazyBackend& backend, Need need);

}  // namespace sscard::tool
