#pragma once

#include <optional>
#include <sscard/bytes.hpp>
#include <string_view>

/// How a social security card holds its items. Written on its own, so that the decoder of the house is not
/// checked against itself.
namespace sscard::virtual_card {

/// `an`: the bytes, padded right with 00 to `size`; nothing when they are more.
std::optional<Bytes> padded_text(ByteView text, std::size_t size);

/// `cn`: two hexadecimal digits a byte, left-aligned, padded right with nibble F to `size` bytes; nothing
/// when they are more or are no digits.
std::optional<Bytes> packed(std::string_view digits, std::size_t size);

/// The eight digits of an ISO 8601 date that the calendar knows, "2020-06-01" to "20200601".
std::optional<std::string> date_digits(std::string_view date);

/// Tag, length, value. The value has 253 bytes at most.
Bytes record(std::uint8_t tag, ByteView value);

/// FCI of a dedicated file: 6F { 84 name }, or with the environment's data 6F { 84 name, A5 { ... } }.
Bytes fci(ByteView name, ByteView proprietary = {});

}  // namespace sscard::virtual_card
