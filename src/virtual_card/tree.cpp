#include "tree.hpp"

#include <algorithm>
#include <array>

#include "applications_section.hpp"
#include "encoding.hpp"
#include "files_section.hpp"
#include "sections.hpp"
#include "security_section.hpp"
#include "tree_builder.hpp"

namespace sscard::virtual_card {

namespace {

constexpr std::array<std::uint8_t, 15> environment{0x73, 0x78, 0x31, 0x2E, 0x73, 0x68, 0x2E, 0xC9,
                                                   0xE7, 0xBB, 0xE1, 0xB1, 0xA3, 0xD5, 0xCF};

/// As two real cards answered: DIR in file 30, then the issuer's data with the algorithm (tag 9F0C, in it
/// 86).
Bytes environment_fci(const Node& document, const Behaviour& behaviour) {
    Bytes data{0x88, 0x01, 0x1E};
    const auto algorithm = document.find("algorithm");
    if (algorithm && !algorithm->is_null()) {
        const auto number = static_cast<std::uint8_t>(algorithm->choice(algorithm_words) + 1);
        for (const std::uint8_t byte : {std::uint8_t{0x9F}, std::uint8_t{0x0C}, std::uint8_t{0x03},
                                        std::uint8_t{0x86}, std::uint8_t{0x01}, number})
            data.push_back(byte);
    }
    return behaviour.fci.value_or(fci(environment, data));
}

/// Names continue in record 4E from version 2.0 on; an empty version means 1.0.
bool names_continue(const DedicatedFile& directory) {
    const auto version = spec_version(directory);
    return version && version->substr(0, 3) >= "2.0";
}

std::optional<Node> given(const Node& document, std::string_view key) {
    auto node = document.find(key);
    if (node && node->is_null()) node.reset();
    return node;
}

}  // namespace

ByteView environment_name() noexcept { return environment; }

const ElementaryFile* DedicatedFile::find(std::uint16_t file_id) const noexcept {
    for (const auto& file : elementary) {
        if (file.id == file_id) return &file;
    }
    return nullptr;
}

DedicatedFile build_tree(const Node& document, const Behaviour& behaviour) {
    const auto under_master = document.find("ef_under_mf");
    TreeBuilder tree{under_master && under_master->boolean()};
    auto& directory = tree.card_files();

    if (const auto card = given(document, "card"))
        TreeBuilder::put(*card, directory, {card_data_id, card_records(*card)});
    if (const auto files = document.find("files")) add_files(*files, tree);
    if (const auto holder = given(document, "holder"))
        TreeBuilder::put(*holder, directory,
                         {holder_data_id, holder_records(*holder, names_continue(directory))});

    if (const auto list = document.find("protected")) protect_files(*list, tree);
    if (const auto rights = document.find("rights")) give_rights(*rights, tree);
    if (const auto list = document.find("applications")) add_applications(*list, tree);
    return std::move(tree).finish(environment_fci(document, behaviour));
}

const DedicatedFile* card_directory(const DedicatedFile& master) noexcept {
    if (!master.dedicated.empty() &&
        std::equal(environment.begin(), environment.end(), master.dedicated.front().name.begin(),
                   master.dedicated.front().name.end()))
        return &master.dedicated.front();
    return master.find(card_data_id) != nullptr ? &master : nullptr;
}

std::optional<std::string> spec_version(const DedicatedFile& directory) {
    constexpr std::uint8_t tag_version = 0x03;
    const auto* file = directory.find(card_data_id);
    if (file == nullptr) return std::nullopt;
    for (const auto& record : file->records) {
        if (record.size() < 2 || record[0] != tag_version) continue;
        std::string version;
        for (std::size_t i = 2; i < record.size() && record[i] > 0x20 && record[i] < 0x7F; ++i)
            version += static_cast<char>(record[i]);
        if (!version.empty()) return version;
    }
    return std::nullopt;
}

}  // namespace sscard::virtual_card
