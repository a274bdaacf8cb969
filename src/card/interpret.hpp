#pragma once

#include <sscard/card/deep_reading.hpp>

/// What the records of the applications mean.
namespace sscard::card {

/// Where an item stands, and the warnings of the reading.
struct Notes {
    std::string where;  // "DF01.EF05"
    std::vector<DeepWarning>* warnings;
};

/// Whether the value is filled with the nibble E, as a new meaning in an old record is.
bool is_filled(ByteView value, Notation notation) noexcept;

/// The items of a linear file: those of the table in its order, null where the card has none; then the others
/// that the card holds.
std::vector<ItemReading> interpret(const ApplicationFile& file, const std::vector<Bytes>& records,
                                   const Notes& notes);

/// The fields of a cyclic record; none for a record that was never written.
std::vector<ItemReading> interpret(std::span<const Datum> fields, ByteView record, const Notes& notes);

}  // namespace sscard::card
