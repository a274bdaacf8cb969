#pragma once

#include <cstdint>
#include <optional>
#include <sscard/bytes.hpp>
#include <sscard/error.hpp>

/// Data objects. Every read is bounded by what is left, so a card that lies about a length costs an error,
/// not memory; the cursor only moves forward, so a loop over it ends.
namespace sscard::apdu {

/// One data object; borrows from the bytes it was read from.
struct Tlv {
    std::uint32_t tag = 0;
    ByteView value;
};

/// BER-TLV (ISO/IEC 8825-1; ISO/IEC 7816-4:2020, 6.3): tags of 1..3 bytes, lengths of 1..4 bytes. Bytes 00
/// and FF between objects are skipped as padding.
class BerTlvReader {
public:
    explicit BerTlvReader(ByteView input) noexcept;

    bool at_end() const noexcept { return rest_.empty(); }
    /// Fault::malformed_card, with the step "tag", "length" or "value", when the bytes make no object.
    Result<Tlv> next();

private:
    void skip_padding() noexcept;

    ByteView rest_;
};

/// SIMPLE-TLV (ISO/IEC 7816-4:2020, 6.2) as the records of the card use it: tag 1 byte (01..FE), length 1
/// byte, or FF and 2 bytes.
class SimpleTlvReader {
public:
    explicit SimpleTlvReader(ByteView input) noexcept : rest_{input} {}

    bool at_end() const noexcept { return rest_.empty(); }
    /// Fails as BerTlvReader::next().
    Result<Tlv> next();

private:
    ByteView rest_;
};

/// The value of the first object with this tag, at the top level or inside constructed objects (up to eight
/// levels deep). Nothing when it is not there or the bytes before it make no sense.
std::optional<ByteView> find_ber(ByteView input, std::uint32_t tag);

/// Appends a SIMPLE-TLV object. `value` holds 65535 bytes at most.
void append_simple_tlv(Bytes& out, std::uint8_t tag, ByteView value);

/// Appends a BER-TLV object. `value` holds 65535 bytes at most.
void append_ber_tlv(Bytes& out, std::uint32_t tag, ByteView value);

}  // namespace sscard::apdu
