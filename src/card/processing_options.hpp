#pragma once

#include <optional>
#include <sscard/apdu/command.hpp>
#include <sscard/bytes.hpp>
#include <vector>

/// GET PROCESSING OPTIONS: what the card wants to know of the terminal, and the files that it then names
/// (EMV 4.3, book 3, 5.4, 6.5.8, 10.2).
namespace sscard::card {

/// The command for an application whose FCI holds this list of wanted items (PDOL); empty: none. What they
/// ask is answered with zeros, but for what a card may insist on. Nothing when the list makes no sense or
/// wants more than a short command holds.
std::optional<apdu::Command> get_processing_options(ByteView pdol);

/// Records of one file that the card says are read.
struct RecordRange {
    std::uint8_t short_id;
    std::uint8_t first;
    std::uint8_t last;
};

/// The file locator (AFL) of the answer, in either format; entries that no file can have are left out.
std::vector<RecordRange> records_named_in(ByteView answer);

}  // namespace sscard::card
