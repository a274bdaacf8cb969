#pragma once

#include <sscard/bytes.hpp>
#include <string_view>
#include <vector>

#include "document.hpp"

/// The two sections of a card file that are written in clear words, and the records they stand for.
namespace sscard::virtual_card {

/// Records of EF05 (发卡机构数据), in the order of the specification.
std::vector<Bytes> card_records(const Node& section);

/// Records of EF06 (持卡人基本信息). `continued`: the card has record 4E for the rest of a long name.
std::vector<Bytes> holder_records(const Node& section, bool continued);

std::vector<std::string_view> card_keys();
std::vector<std::string_view> holder_keys();
/// Of an item that is not given in clear words: {"raw": ...}, {"absent": true}.
std::vector<std::string_view> item_keys();

}  // namespace sscard::virtual_card
