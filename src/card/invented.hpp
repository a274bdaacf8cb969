#pragma once

#include <functional>
#include <sscard/card/applications.hpp>
#include <string>

#include "filler.hpp"

/// The invented person: what stands in the place of a person's values so that a reading of it has the shape
/// that theirs has. What is null stays null, what is right or wrong stays that.
namespace sscard::card {

/// Takes the first of the candidates that is as long as the value, or as the value without its padding, and
/// has the shape of the original. False when there is none: nothing was replaced.
bool replace_alike(Span value, std::span<const Bytes> candidates, std::string_view original,
                   const std::function<std::string(ByteView value)>& shape);

/// The holder's and the issuer's data. They are checked against each other, and so what was seen is
/// remembered.
class InventedFields {
public:
    /// `today`, ISO 8601: what has expired stays so.
    explicit InventedFields(std::string today) : today_{std::move(today)} {}

    /// A value of EF05 or EF06.
    void replace(std::uint8_t tag, Span value);

private:
    void replace_name(std::uint8_t tag, Span value);
    std::string shape(std::uint8_t tag, ByteView value, std::string_view id_number) const;

    std::string today_;
    std::string id_number_;  // the person's, where it has a citizen's form
    Bytes cut_;  // of a character that the end of the name's record cut, what stands in that record
};

/// A record's value in a linear file of an application.
void replace_item(const ItemSpec& item, Span value);

/// Values one after the other, as cyclic records have them.
void replace_fields(std::span<const Datum> fields, Span record);

}  // namespace sscard::card
