#pragma once

#include <sscard/card/fields.hpp>

/// How the bytes of an item become a value: `an` is text padded right with 00, `cn` is packed BCD padded
/// right with the nibble F (LD/T 32, data formats).
namespace sscard::card {

/// The value without padding at its right end: 00 and FF, blanks too when asked for.
ByteView without_padding(ByteView value, bool blanks = true) noexcept;

Decoded decode_text(ByteView value);
Decoded decode_card_number(ByteView value);
Decoded decode_identification_number(ByteView value);
Decoded decode_region(ByteView value);
Decoded decode_class(ByteView value);
Decoded decode_body(ByteView value);
Decoded decode_id_number(ByteView value);
Decoded decode_date(ByteView value);
Decoded decode_sex(ByteView value);
Decoded decode_ethnic_group_code(ByteView value);
Decoded decode_ethnic_group(ByteView value);
Decoded decode_place(ByteView value);

}  // namespace sscard::card
