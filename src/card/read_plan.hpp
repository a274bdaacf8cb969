#pragma once

#include <sscard/card/fields.hpp>
#include <sscard/card/reading.hpp>
#include <sscard/card/record_reader.hpp>

/// What of the card the wanted fields are made of.
namespace sscard::card {

/// Whether any of them stands in this file.
bool concerns(FileId id, const FieldSet& wanted);

/// The items of a file that a card of this generation holds.
std::vector<Item> layout_of(const File& file, std::optional<Generation> generation);

/// Those of the layout that the wanted fields are made of.
std::vector<Item> items_for(const FieldSet& wanted, const File& file, const std::vector<Item>& layout);

/// The values of a field's records, one after the other: a long name may be cut inside a character.
Bytes joined(const FieldSpec& field, const Records& records);

}  // namespace sscard::card
