#pragma once

#include <sscard/card/deep_reading.hpp>

#include "images.hpp"
#include "report.hpp"

namespace sscard::tool {

/// Adds to what `sscard read` says what the applications of the card hold.
void add_applications(Report& report, const card::DeepReading& reading, const Images& images);

}  // namespace sscard::tool
