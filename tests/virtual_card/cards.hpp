#pragma once

#include <sscard/virtual_card/card_file.hpp>
#include <sscard/virtual_card/engine.hpp>
#include <string>

namespace sscard::virtual_card {

inline const std::string select_environment = "00A404000F7378312E73682EC9E7BBE1B1A3D5CF";

/// A card file with these members beside the schema.
inline std::string card_json(const std::string& members) {
    return R"({"schema": "sscard.card/1")" + (members.empty() ? "" : ", " + members) + "}";
}

inline CardFile card_with(const std::string& members) { return CardFile::parse(card_json(members)).value(); }

/// The answer as hexadecimal, or "!" when there was none.
inline std::string send(apdu::Transport& card, const std::string& command) {
    const auto answer = card.transmit(from_hex(command).value());
    return answer ? to_hex(*answer) : "!";
}

/// Records of one file of the environment, as hexadecimal.
inline std::vector<std::string> records_of(const CardFile& card, std::uint16_t id) {
    std::vector<std::string> all;
    for (const auto& record : card.master.dedicated.at(0).find(id)->records) all.push_back(to_hex(record));
    return all;
}

}  // namespace sscard::virtual_card
