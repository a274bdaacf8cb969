#include <algorithm>
#include <sscard/card/files.hpp>

namespace sscard::card {
namespace {

// LD/T 32 (V2.0), table 9, in the order of the records.
constexpr Item issuer_items[] = {
    {0x01, 16, false},  // card identification code
    {0x02, 1, false},   // class
    {0x03, 4, false},   // specification version
    {0x04, 12, false},  // initialising body
    {0x05, 4, false},   // issued on
    {0x06, 4, false},   // valid until
    {0x07, 9, false},   // card number
};

constexpr Item holder_items[] = {
    {0x08, 18, false},  // social security number
    {0x09, 30, false},  // name
    {0x4E, 20, true},   // name, continued
    {0x0A, 1, false},   // sex
    {0x0B, 1, false},   // ethnic group
    {0x0C, 3, false},   // place of birth
    {0x0D, 4, false},   // date of birth
};

constexpr File files[] = {
    {FileId::issuer, 0xEF05, 0x05, "EF05", issuer_items},
    {FileId::holder, 0xEF06, 0x06, "EF06", holder_items},
};

}  // namespace

const File& issuer_file() noexcept { return files[0]; }
const File& holder_file() noexcept { return files[1]; }
const File& file(FileId id) noexcept { return files[static_cast<std::size_t>(id)]; }

const Item* find_item(const File& file, std::uint8_t tag) noexcept {
    const auto found = std::find_if(file.items.begin(), file.items.end(),
                                    [tag](const Item& item) { return item.tag == tag; });
    return found == file.items.end() ? nullptr : &*found;
}

}  // namespace sscard::card
