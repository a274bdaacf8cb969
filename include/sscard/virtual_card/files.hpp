#pragma once

#include <cstdint>
#include <sscard/bytes.hpp>
#include <vector>

/// What a card holds, as a tree: the master file, applications below it, files with records or bytes.
namespace sscard::virtual_card {

/// What reading a file needs.
enum class ReadRight : std::uint8_t {
    free,
    pin,         // the holder's PIN, verified; nothing where the card has no PIN
    reader_key,  // external authentication with RKSSSE
    never,
};

/// An elementary file, either of records (1..255 bytes each, 254 at most) or transparent (1..32767 bytes).
struct ElementaryFile {
    std::uint16_t id = 0;
    std::vector<Bytes> records;
    Bytes binary{};       // empty: a file of records
    bool cyclic = false;  // records without tags, the newest is number 1
    ReadRight read = ReadRight::free;

    bool transparent() const noexcept { return !binary.empty(); }

    /// Short identifier, 1..30: the low byte of EFxx. 0 when the file has none.
    std::uint8_t short_id() const noexcept {
        const auto low = static_cast<std::uint8_t>(id & 0xFFU);
        return (id >> 8U) == 0xEF && low <= 30 ? low : std::uint8_t{0};
    }
};

/// The master file, an environment or an application.
struct DedicatedFile {
    std::uint16_t id = 0;                   // 0: cannot be selected by identifier
    Bytes name;                             // AID, 5..16 bytes; empty: cannot be selected by name
    Bytes fci;                              // answer to SELECT, 255 bytes at most; empty: none
    Bytes processing_options{};             // answer to GET PROCESSING OPTIONS; empty: there is none
    bool needs_processing_options = false;  // before anything is read
    bool stands_alone = false;              // beside the social security environment: the bank's, say
    std::vector<ElementaryFile> elementary;
    std::vector<DedicatedFile> dedicated;

    const ElementaryFile* find(std::uint16_t file_id) const noexcept;
};

}  // namespace sscard::virtual_card
