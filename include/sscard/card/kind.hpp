#pragma once

#include <sscard/bytes.hpp>
#include <string>

namespace sscard::card {

/// What cards of one make have in common, from the answer to reset: its bytes in hexadecimal without what is
/// the single card's own. Of 13 historical bytes the last 6 say region and serial number (V2.0, part 2); they
/// and TCK are left out. Other answers to reset are taken whole. Empty when there is none.
std::string kind_of(ByteView atr);

}  // namespace sscard::card
