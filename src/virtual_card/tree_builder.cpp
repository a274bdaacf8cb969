#include "tree_builder.hpp"

#include <algorithm>
#include <array>
#include <sscard/virtual_card/card_file.hpp>

#include "encoding.hpp"
#include "tree.hpp"

namespace sscard::virtual_card {

namespace {

/// Names of the applications of the environment (V2.0, table 9): D156000005 and a number.
struct ApplicationName {
    std::uint16_t id;
    std::uint8_t last_byte;
};
constexpr std::array application_names{ApplicationName{0xDF01, 0x00}, ApplicationName{0xDF02, 0x01},
                                       ApplicationName{0xDF03, 0x02}, ApplicationName{0xDF04, 0x03},
                                       ApplicationName{0xDF07, 0x04}};

Bytes application_name(std::uint16_t id) {
    for (const auto& known : application_names) {
        if (known.id == id) return {0xD1, 0x56, 0x00, 0x00, 0x05, known.last_byte};
    }
    return {};
}

/// "DF01/EF05" as identifiers; nothing when it is no path.
std::optional<std::vector<std::uint16_t>> path_ids(std::string_view path) {
    std::vector<std::uint16_t> ids;
    while (true) {
        const auto bytes = from_hex(path.substr(0, 4));
        if (!bytes || bytes->size() != 2) return std::nullopt;
        ids.push_back(static_cast<std::uint16_t>(((*bytes)[0] << 8U) | (*bytes)[1]));
        path.remove_prefix(std::min<std::size_t>(4, path.size()));
        if (path.empty()) return ids;
        if (path.front() != '/') return std::nullopt;
        path.remove_prefix(1);
    }
}

DedicatedFile& child_of(DedicatedFile& parent, std::uint16_t id) {
    auto& all = parent.dedicated;
    const auto found =
        std::find_if(all.begin(), all.end(), [id](const DedicatedFile& file) { return file.id == id; });
    if (found != all.end()) return *found;
    DedicatedFile made;
    made.id = id;
    made.name = application_name(id);
    if (!made.name.empty()) made.fci = fci(made.name);
    return all.emplace_back(std::move(made));
}

}  // namespace

TreeBuilder::TreeBuilder(bool files_under_master) : under_master_{files_under_master} {
    master_.id = master_id;
    environment_.name.assign(environment_name().begin(), environment_name().end());
}

std::optional<TreeBuilder::Place> TreeBuilder::place(const Node& node, std::string_view path) {
    const auto ids = path_ids(path);
    if (!ids || ids->back() == master_id) {
        node.wrong(msgid("the card file is wrong: {0} is no path of a file, such as DF01/EF05"));
        return std::nullopt;
    }
    const bool absolute = ids->front() == master_id;
    auto* directory = absolute ? &master_ : &card_files();
    for (auto id = ids->begin() + (absolute ? 1 : 0); id + 1 != ids->end(); ++id)
        directory = &child_of(*directory, *id);
    return Place{directory, ids->back()};
}

ElementaryFile* TreeBuilder::find(const Node& node, std::string_view name) {
    const auto place = this->place(node, name == "card" ? "EF05" : name == "holder" ? "EF06" : name);
    if (!place) return nullptr;
    auto& files = place->directory->elementary;
    const auto found = std::find_if(files.begin(), files.end(),
                                    [&](const ElementaryFile& file) { return file.id == place->id; });
    if (found != files.end()) return &*found;
    node.wrong(msgid("the card file is wrong: {0} names a file that is not on the card"));
    return nullptr;
}

void TreeBuilder::put(const Node& node, DedicatedFile& directory, ElementaryFile file) {
    if (directory.find(file.id) != nullptr) {
        node.wrong(msgid("the card file is wrong: {0} is on the card already"));
        return;
    }
    directory.elementary.push_back(std::move(file));
}

DedicatedFile TreeBuilder::finish(Bytes environment_fci) && {
    if (!environment_.elementary.empty() || !environment_.dedicated.empty()) {
        environment_.fci = std::move(environment_fci);
        master_.dedicated.insert(master_.dedicated.begin(), std::move(environment_));
    }
    return std::move(master_);
}

}  // namespace sscard::virtual_card
