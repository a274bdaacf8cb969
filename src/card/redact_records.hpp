#pragma once

#include "invented.hpp"
#include "place.hpp"

/// What READ RECORD and READ BINARY give.
namespace sscard::card {

/// Records of the current file of `place`, or of the one with this identifier.
void redact_records(Span data, const Place& place, std::uint16_t fid, InventedFields& fields,
                    std::string_view today);

/// Part of a transparent file. Of the photo the first bytes stay, which tell its format.
void redact_binary(Span data, const Place& place, std::uint16_t fid, std::size_t offset);

}  // namespace sscard::card
