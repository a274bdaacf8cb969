#pragma once

#include <sscard/card/record_reader.hpp>

#include "cards.hpp"
#include "catch.hpp"

/// Records of an issuer file, and what a reader makes of a scripted card.
namespace sscard::card {

inline const std::string number = "0709443231343335363958";
inline const std::string version = "0304322E3030";
inline const std::string card_class = "020133";
inline const std::string identification = "0110310000D15600000500000001FFFFFFFF";
inline const std::string rest = "040C9156000002310000310100010504202006010604FFFFFFFF";
inline const std::string whole = identification + card_class + version + rest + number;

inline Item item(std::uint8_t tag) { return *find_item(issuer_file(), tag); }

inline Result<FileContent> read(apdu::Transport& card, std::vector<Item> wanted, Habits habits = {},
                                Habits* learned = nullptr) {
    RecordReader reader{card, habits};
    auto content = reader.read(issuer_file(), issuer_file().items, wanted);
    if (learned != nullptr) *learned = reader.habits();
    return content;
}

inline Result<FileContent> read_everything(apdu::Transport& card, Habits habits = {},
                                           Habits* learned = nullptr) {
    const auto items = issuer_file().items;
    return read(card, {items.begin(), items.end()}, habits, learned);
}

inline std::string value(const Result<FileContent>& content, std::uint8_t tag) {
    REQUIRE(content);
    const auto found = content->records.find(tag);
    return found == content->records.end() ? "none" : to_hex(found->second);
}

inline const std::string number_value = number.substr(4);

}  // namespace sscard::card
