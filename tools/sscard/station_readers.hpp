#pragma once

#include <sscard/pcsc/selector.hpp>

#include "station.hpp"

namespace sscard::tool {

/// Which readers are meant; nothing when --reader names a card that is in none. A number stands for the
/// reader that has it now. Fails when there is no PC/SC service.
Result<std::optional<pcsc::Selector>> readers_meant(const Desk& desk);

/// Serves these readers, all at once, also those that are plugged in later, until no row is left, something
/// ends the station, or no card came for as long as --wait says. A card that is in no reader is dealt with
/// once. The PC/SC service may come and go. Fails as it fails; with Fault::interrupted for the stop flag,
/// once what is in flight is finished or a second has passed.
Result<void> serve_readers(Station& station, const std::optional<pcsc::Selector>& meant, const Desk& desk);

}  // namespace sscard::tool
