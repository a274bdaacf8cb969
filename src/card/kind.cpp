#include <algorithm>
#include <sscard/apdu/atr.hpp>
#include <sscard/card/kind.hpp>

namespace sscard::card {

std::string kind_of(ByteView atr) {
    constexpr std::size_t historical_size = 13;
    constexpr std::size_t individual = 6;
    const auto parsed = apdu::Atr::parse(atr);
    if (!parsed || parsed->historical.size() != historical_size) return to_hex(atr);
    const auto check = parsed->checksum_right.has_value() ? std::size_t{1} : 0;
    return to_hex(atr.first(atr.size() - check - individual));
}

}  // namespace sscard::card
