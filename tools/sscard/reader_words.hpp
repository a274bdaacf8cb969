#pragma once

#include <sscard/pcsc/readers.hpp>
#include <string>

namespace sscard::tool {

/// A reader's name in UTF-8: names are bytes as the driver gave them.
std::string printable(const std::string& name);

/// What is in a slot, for people; a msgid.
const char* content(const pcsc::Slot& slot);

}  // namespace sscard::tool
