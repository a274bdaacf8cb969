#pragma once

#include <cstdint>
#include <sscard/apdu/exchange.hpp>
#include <sscard/card/files.hpp>

/// The commands of the card specification (V2.0, part 3) that a reading needs.
namespace sscard::card {

/// SELECT by name, no answer data asked for.
apdu::Command select_by_name(ByteView name);
/// SELECT by file identifier; P1 00: MF or DF, 02: EF of the current DF.
apdu::Command select_by_fid(std::uint16_t fid, std::uint8_t p1);

/// How READ RECORD names what it wants: the low bits of P2.
enum class Addressing : std::uint8_t {
    first_with_tag = 0,
    next_with_tag = 2,
    number = 4,
    from_number_on = 5
};

/// READ RECORD of `expected` bytes; `sfi` 0 is the selected file.
apdu::Command read_record(std::uint8_t p1, Addressing addressing, std::uint8_t sfi, std::uint32_t expected);

/// GET CHALLENGE of `length` bytes.
apdu::Command get_challenge(std::uint32_t length);

/// The key that opens the holder's file: RKSSSE.
inline constexpr std::uint8_t reader_key_id = 0x0A;

/// INTERNAL AUTHENTICATE with the card's key; the answer has 8 bytes.
apdu::Command internal_authenticate(Bytes factor_and_raw);
/// EXTERNAL AUTHENTICATE: one try with the key of this number.
apdu::Command external_authenticate(std::uint8_t key, Bytes value_and_raw);
/// The same without data: how many tries are left. Costs none.
apdu::Command ask_external_authentication(std::uint8_t key);

/// READ BINARY of the selected file: `length` bytes, 256 at most, from `offset` on, 7FFF at most.
apdu::Command read_binary_at(std::size_t offset, std::uint32_t length);

}  // namespace sscard::card
