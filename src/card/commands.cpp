#include "commands.hpp"

namespace sscard::card {
namespace {

constexpr std::uint8_t select = 0xA4;
constexpr std::uint8_t read_record_ins = 0xB2;
constexpr std::uint8_t read_binary_ins = 0xB0;

}  // namespace

apdu::Command select_by_name(ByteView name) {
    return {0x00, select, 0x04, 0x00, Bytes{name.begin(), name.end()}, {}};
}

apdu::Command select_by_fid(std::uint16_t fid, std::uint8_t p1) {
    return {0x00,
            select,
            p1,
            0x00,
            Bytes{static_cast<std::uint8_t>(fid >> 8U), static_cast<std::uint8_t>(fid & 0xFFU)},
            {}};
}

apdu::Command read_record(std::uint8_t p1, Addressing addressing, std::uint8_t sfi, std::uint32_t expected) {
    const auto p2 =
        static_cast<std::uint8_t>(static_cast<unsigned>(sfi) << 3U | static_cast<unsigned>(addressing));
    return {0x00, read_record_ins, p1, p2, {}, expected};
}

apdu::Command read_binary_at(std::size_t offset, std::uint32_t length) {
    return {0x00,
            read_binary_ins,
            static_cast<std::uint8_t>(offset >> 8U & 0x7FU),
            static_cast<std::uint8_t>(offset & 0xFFU),
            {},
            length};
}

}  // namespace sscard::card
