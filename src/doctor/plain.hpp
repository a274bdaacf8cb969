#pragma once

#include <string>
#include <string_view>

namespace sscard::doctor {

/// A name that came from outside, fit for a line of text: control characters and what is no UTF-8 as \xNN,
/// and no more than 200 bytes of it.
std::string plain(std::string_view name);

}  // namespace sscard::doctor
