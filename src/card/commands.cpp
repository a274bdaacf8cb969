#include "commands.hpp"

namespace sscard::card {
namespace {

constexpr std::uint8_t select = 0xA4;
constexpr std::uint8_t read_record_ins = 0xB2;
constexpr std::uint8_t read_binary_ins = 0xB0;
constexpr std::uint8_t get_challenge_ins = 0x84;
constexpr std::uint8_t internal_authenticate_ins = 0x88;
constexpr std::uint8_t external_authenticate_ins = 0x82;
constexpr std::uint32_t authentication_value_size = 8;

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

apdu::Command get_challenge(std::uint32_t length) {
    return {0x00, get_challenge_ins, 0x00, 0x00, {}, length};
}

apdu::Command internal_authenticate(Bytes factor_and_raw) {
    return {0x00, internal_authenticate_ins, 0x00,
            0x00, std::move(factor_and_raw), authentication_value_size};
}

apdu::Command external_authenticate(std::uint8_t key, Bytes value_and_raw) {
    return {0x00, external_authenticate_ins, 0x00, key, std::move(value_and_raw), {}};
}

apdu::Command ask_external_authentication(std::uint8_t key) {
    constexpr std::uint32_t no_data = 256;  // P3 = 00 on the wire
    return {0x00, external_authenticate_ins, 0x00, key, {}, no_data};
}

}  // namespace sscard::card
