#include <algorithm>
#include <sscard/card/cautions.hpp>

namespace sscard::card {
namespace {

/// Five bytes end in a length: of data that is to follow where it is not 00, as some readers take it.
bool carries_data(ByteView command) noexcept {
    constexpr std::size_t header_and_length = 5;
    return command.size() > header_and_length || (command.size() == header_and_length && command.back() != 0);
}

}  // namespace

std::uint8_t plain_class(std::uint8_t cla) noexcept {
    constexpr std::uint8_t proprietary = 0x80;
    constexpr std::uint8_t of_medical = 0xB0;
    if ((cla & proprietary) == 0) return 0x00;
    return (cla & 0xF0U) == of_medical ? of_medical : proprietary;
}

const Caution* caution_about(ByteView command) noexcept {
    constexpr std::size_t header_size = 4;
    if (command.size() < header_size) return nullptr;
    auto header = std::uint32_t{plain_class(command[0])};
    for (const auto byte : command.subspan(1, header_size - 1)) header = header << 8U | byte;
    const auto table = caution_table();
    const auto found = std::find_if(table.begin(), table.end(), [&](const Caution& entry) {
        return (header & entry.mask) == entry.number && (!entry.with_data || carries_data(command));
    });
    return found == table.end() ? nullptr : &*found;
}

}  // namespace sscard::card
