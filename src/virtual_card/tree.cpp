#include "tree.hpp"

#include <algorithm>
#include <array>

#include "encoding.hpp"
#include "sections.hpp"

namespace sscard::virtual_card {

namespace {

constexpr std::array<std::uint8_t, 15> environment{0x73, 0x78, 0x31, 0x2E, 0x73, 0x68, 0x2E, 0xC9,
                                                   0xE7, 0xBB, 0xE1, 0xB1, 0xA3, 0xD5, 0xCF};

/// Names of the applications of the environment (V2.0, table 9): D156000005 and a number.
struct ApplicationName {
    std::uint16_t id;
    std::uint8_t last_byte;
};
constexpr std::array application_names{ApplicationName{0xDF01, 0x00}, ApplicationName{0xDF02, 0x01},
                                       ApplicationName{0xDF03, 0x02}, ApplicationName{0xDF04, 0x03},
                                       ApplicationName{0xDF07, 0x04}};

constexpr std::array<std::string_view, 2> keys_of_a_file{"records", "binary"};
constexpr std::array<std::string_view, 3> algorithms{"3des", "ssf33", "sm4"};  // 01, 02, 03 in tag 86

constexpr std::size_t max_record = 255;
constexpr std::size_t max_records = 254;
constexpr std::size_t max_binary = 0x7FFF;  // what a 15-bit offset reaches

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

/// Puts files into their places. The environment is kept apart until the end, so that the references stay
/// good.
class Tree {
public:
    explicit Tree(bool files_under_master) : under_master_{files_under_master} {
        master_.id = master_id;
        environment_.name.assign(environment.begin(), environment.end());
    }

    DedicatedFile& card_files() noexcept { return under_master_ ? master_ : environment_; }

    struct Place {
        DedicatedFile* directory;
        std::uint16_t id;
    };
    /// The directory, made where it is not there, and the file's identifier.
    std::optional<Place> place(const Node& node, std::string_view path) {
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

    static void put(const Node& node, DedicatedFile& directory, ElementaryFile file) {
        if (directory.find(file.id) != nullptr) {
            node.wrong(msgid("the card file is wrong: {0} is on the card already"));
            return;
        }
        directory.elementary.push_back(std::move(file));
    }

    DedicatedFile finish(Bytes environment_fci) && {
        if (!environment_.elementary.empty() || !environment_.dedicated.empty()) {
            environment_.fci = std::move(environment_fci);
            master_.dedicated.insert(master_.dedicated.begin(), std::move(environment_));
        }
        return std::move(master_);
    }

    void add_application(const Node& node) {
        DedicatedFile application;
        application.name = node.hex(5, 16);
        application.fci = fci(application.name);
        master_.dedicated.push_back(std::move(application));
    }

private:
    bool under_master_;
    DedicatedFile master_;
    DedicatedFile environment_;
};

ElementaryFile raw_file(const Node& node, std::uint16_t id) {
    node.allow(keys_of_a_file);
    ElementaryFile file;
    file.id = id;
    const auto records = node.find("records");
    const auto binary = node.find("binary");
    if (records.has_value() == binary.has_value()) {
        node.wrong(msgid("the card file is wrong: {0} must hold either \"records\" or \"binary\""));
        return file;
    }
    if (binary) {
        file.binary = binary->hex(1, max_binary);
        return file;
    }
    for (const auto& record : records->elements()) file.records.push_back(record.hex(1, max_record));
    if (file.records.size() > max_records)
        records->wrong(msgid("the card file is wrong: {0} has more than {1} records"),
                       std::to_string(max_records));
    return file;
}

void add_raw_files(const Node& files, Tree& tree) {
    for (const auto& [path, node] : files.members()) {
        if (const auto place = tree.place(node, path))
            Tree::put(node, *place->directory, raw_file(node, place->id));
    }
}

void protect(const Node& list, std::uint16_t status, Tree& tree) {
    for (const auto& node : list.elements()) {
        const auto word = node.text();
        const auto path = word == "card" ? "EF05" : word == "holder" ? "EF06" : word;
        const auto place = tree.place(node, path);
        if (!place) return;
        auto& files = place->directory->elementary;
        const auto found = std::find_if(files.begin(), files.end(),
                                        [&](const ElementaryFile& file) { return file.id == place->id; });
        if (found == files.end()) {
            node.wrong(msgid("the card file is wrong: {0} names a file that is not on the card"));
            return;
        }
        found->read_status = status;
    }
}

/// As two real cards answered: DIR in file 30, then the issuer's data with the algorithm (tag 9F0C, in it
/// 86).
Bytes environment_fci(const Node& document, const Behaviour& behaviour) {
    Bytes data{0x88, 0x01, 0x1E};
    const auto algorithm = document.find("algorithm");
    if (algorithm && !algorithm->is_null()) {
        const auto number = static_cast<std::uint8_t>(algorithm->choice(algorithms) + 1);
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
    Tree tree{under_master && under_master->boolean()};
    auto& directory = tree.card_files();

    if (const auto card = given(document, "card"))
        Tree::put(*card, directory, {card_data_id, card_records(*card), {}, {}});
    if (const auto files = document.find("files")) add_raw_files(*files, tree);
    if (const auto holder = given(document, "holder"))
        Tree::put(*holder, directory,
                  {holder_data_id, holder_records(*holder, names_continue(directory)), {}, {}});

    if (const auto list = document.find("protected")) {
        const auto status = document.find("protected_status");
        protect(*list, status ? status->status_word() : std::uint16_t{0x6982}, tree);
    }
    if (const auto list = document.find("applications")) {
        for (const auto& name : list->elements()) tree.add_application(name);
    }
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

std::vector<std::string_view> raw_file_keys() { return {keys_of_a_file.begin(), keys_of_a_file.end()}; }

}  // namespace sscard::virtual_card
