#include <sscard/apdu/atr.hpp>

#include "input.hpp"
#include "promise.hpp"

using namespace sscard;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ByteView bytes{data, size};
    const auto atr = apdu::Atr::parse(bytes);
    if (!atr) {
        PROMISE(atr.error().fault == Fault::malformed_card);
        return 0;
    }
    PROMISE(size >= 2 && size <= apdu::Atr::max_size);
    PROMISE(atr->historical.size() == (bytes[1] & 0x0FU));
    PROMISE(atr->protocols.size() <= 2);
    if (const auto clocks = apdu::clocks_per_etu(atr->ta1)) PROMISE(*clocks >= 372.0 / 64 && *clocks <= 2048);

    PROMISE(!apdu::Atr::parse(bytes.first(size - 1)));  // cut short
    return 0;
}
