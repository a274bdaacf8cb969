#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <sscard/apdu/atr.hpp>
#include <sscard/issuer_keys/ciphers.hpp>
#include <sscard/virtual_card/card_file.hpp>

#include "applications_section.hpp"
#include "behaviour_section.hpp"
#include "document.hpp"
#include "files_section.hpp"
#include "sections.hpp"
#include "security_section.hpp"
#include "tree.hpp"

namespace sscard::virtual_card {

namespace {

constexpr std::array<std::string_view, 19> top_keys{
    "schema",         "description", "atr",          "protocol",         "mute",    "card",
    "holder",         "algorithm",   "protected",    "protected_status", "rights",  "pin",
    "authentication", "files",       "applications", "ef_under_mf",      "blocked", "behaviour",
    "faults"};

constexpr std::array<std::string_view, 1> schemas{"sscard.card/1"};
constexpr std::array<std::string_view, 2> protocols{"T=0", "T=1"};

/// Usual form: 3B 6D 00 00 and 13 historical bytes, T=0 alone.
const Bytes& usual_atr() {
    static const Bytes atr{0x3B, 0x6D, 0x00, 0x00, 0x00, 0x81, 0x54, 0x4C, 0x96,
                           0x86, 0x84, 0x31, 0x00, 0x00, 0x00, 0x00, 0x01};
    return atr;
}

void read_atr(const Node& document, CardFile& file) {
    const auto node = document.find("atr");
    file.atr = node ? node->hex(2, apdu::Atr::max_size) : usual_atr();
    const auto atr = apdu::Atr::parse(file.atr);
    if (!atr || atr->checksum_right == false) {
        if (node) node->wrong(msgid("the card file is wrong: {0} is no well-formed answer to reset"));
        return;
    }
    const auto& offered = atr->protocols;
    if (std::find(offered.begin(), offered.end(), file.protocol) == offered.end())
        document.wrong(msgid("the card file is wrong: the answer to reset does not offer the protocol {1}"),
                       apdu::name(file.protocol));
}

CardFile read(const Node& document) {
    CardFile file;
    document.allow(top_keys);
    if (const auto node = document.find("schema"))
        node->choice(schemas);
    else
        document.wrong(msgid("the card file needs \"schema\": \"{1}\""), std::string{schemas[0]});
    if (const auto node = document.find("description")) file.description = node->text();
    if (const auto node = document.find("protocol"))
        file.protocol = static_cast<apdu::Protocol>(node->choice(protocols));
    if (const auto node = document.find("mute")) file.mute = node->boolean();
    read_atr(document, file);
    if (const auto node = document.find("blocked")) file.blocked = node->status_word();
    if (const auto node = document.find("behaviour")) file.behaviour = read_behaviour(*node);
    if (const auto node = document.find("faults")) file.faults = read_faults(*node);
    if (const auto node = document.find("pin")) file.pin = read_pin(*node);
    if (const auto node = document.find("protected_status")) file.protected_status = node->status_word();
    if (const auto node = document.find("algorithm"); node && !node->is_null())
        file.algorithm = static_cast<Algorithm>(node->choice(algorithm_words));
    if (const auto node = document.find("authentication")) {
        file.authentication = read_authentication(*node);
        const auto atr = apdu::Atr::parse(file.atr);
        if (atr && !issuer_keys::card_factor(atr->historical))
            node->wrong(
                msgid("the card file is wrong: {0} needs an answer to reset with 8 historical bytes"));
    }
    file.master = build_tree(document, file.behaviour);
    return file;
}

}  // namespace

Result<CardFile> CardFile::parse(std::string_view json) {
    Mistakes mistakes;
    const auto document = parse_json(json, mistakes);
    if (mistakes.first()) return tl::unexpected{*mistakes.first()};
    auto file = read(Node{document, {}, mistakes});
    if (mistakes.first()) return tl::unexpected{*mistakes.first()};
    return file;
}

Summary CardFile::summary() const {
    Summary summary;
    summary.description = description;
    summary.protocol = protocol;
    summary.blocked = blocked.has_value();
    summary.mute = mute;
    summary.faults = faults.size();
    summary.applications = master.dedicated.size();
    if (const auto* directory = card_directory(master)) {
        summary.social_security = true;
        summary.files_under_master = directory == &master;
        if (!summary.files_under_master) --summary.applications;
        summary.spec_version = spec_version(*directory);
        const auto* holder = directory->find(holder_data_id);
        summary.holder = holder != nullptr;
        summary.holder_protected = summary.holder && holder->read != ReadRight::free;
    }
    return summary;
}

std::vector<std::string_view> card_file_keys() {
    std::vector<std::string_view> keys{top_keys.begin(), top_keys.end()};
    for (const auto& part : {card_keys(), holder_keys(), item_keys(), raw_file_keys(), security_keys(),
                             application_keys(), behaviour_keys(), fault_keys()})
        keys.insert(keys.end(), part.begin(), part.end());
    return keys;
}

}  // namespace sscard::virtual_card
