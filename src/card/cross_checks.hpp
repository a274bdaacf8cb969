#pragma once

#include <sscard/card/reading.hpp>
#include <string_view>

namespace sscard::card {

/// Warns of what two fields, or a field and the day, say about each other. `today` is an ISO 8601 date.
void add_cross_checks(Reading& reading, std::string_view today);

}  // namespace sscard::card
