#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <span>
#include <sscard/bytes.hpp>
#include <sscard/card/files.hpp>
#include <string>
#include <string_view>

/// What the records mean: one table of fields, in the order of the output.
namespace sscard::card {

enum class Field : std::uint8_t {
    card_number,
    identification_number,
    region,
    card_class,
    spec_version,
    initialising_body,
    issued_on,
    expires_on,
    id_number,
    holder_name,
    sex,
    ethnic_group_code,
    ethnic_group,
    birthplace_code,
    birth_date,
};
inline constexpr std::size_t field_count = 15;

using FieldSet = std::bitset<field_count>;

constexpr std::size_t index(Field field) noexcept { return static_cast<std::size_t>(field); }

/// A field's value, or why there is none. An item that holds padding only has neither value nor warning.
struct Decoded {
    std::optional<std::string> value;
    std::string_view warning;  // code of a warning, or empty
    std::string raw;           // hexadecimal, with a warning about bytes
};

/// Bytes of a record and what they must decode to: the table's own tests.
struct Example {
    std::string_view hex;
    const char* value;  // nullptr: none
    std::string_view warning;
};

struct FieldSpec {
    Field field;
    std::string_view section;  // "card", "holder"
    std::string_view key;      // "number": card.number
    const char* label;         // msgid, for people
    FileId file;
    std::span<const std::uint8_t> tags;  // records whose values are joined, in this order
    Decoded (*decode)(ByteView value);
    std::span<const Example> examples;

    /// "card.number"
    std::string name() const { return std::string{section}.append(".").append(key); }
};

std::span<const FieldSpec> field_table() noexcept;
const FieldSpec& spec(Field field) noexcept;

/// Every field.
FieldSet all_fields() noexcept;

/// The fields that a dotted name ("holder.name") or a section ("holder") selects; nothing when there is none
/// of that name.
std::optional<FieldSet> fields_named(std::string_view name);

}  // namespace sscard::card
