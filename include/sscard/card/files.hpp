#pragma once

#include <cstdint>
#include <span>
#include <string_view>

/// What stands where on the card: the files of the social security environment and their records.
namespace sscard::card {

/// Name of the social security environment: "sx1.sh." and 社会保障 in GBK, 15 bytes.
inline constexpr std::uint8_t environment_name[] = {0x73, 0x78, 0x31, 0x2E, 0x73, 0x68, 0x2E, 0xC9,
                                                    0xE7, 0xBB, 0xE1, 0xB1, 0xA3, 0xD5, 0xCF};

enum class FileId : std::uint8_t { issuer, holder };

/// One data item: a record of a file, as a SIMPLE-TLV object.
struct Item {
    std::uint8_t tag;
    std::uint8_t length;  // of the value, in bytes, as the specification has it
    bool since_2_0;       // 1.0 cards do not have it
};

/// An elementary file of linear variable records.
struct File {
    FileId id;
    std::uint16_t fid;
    std::uint8_t sfi;
    std::string_view name;  // "EF05"
    std::span<const Item> items;
};

/// EF05, issuer data: read freely on every card.
const File& issuer_file() noexcept;
/// EF06, holder: read freely on 1.0 and 2.0 cards, after external authentication on 3.0 cards.
const File& holder_file() noexcept;

const File& file(FileId id) noexcept;

/// The item with this tag, or nullptr.
const Item* find_item(const File& file, std::uint8_t tag) noexcept;

}  // namespace sscard::card
