#include "files_section.hpp"

#include <array>

namespace sscard::virtual_card {

namespace {

constexpr std::array<std::string_view, 2> keys_of_a_file{"records", "binary"};

constexpr std::size_t max_record = 255;
constexpr std::size_t max_records = 254;
constexpr std::size_t max_binary = 0x7FFF;  // what a 15-bit offset reaches

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

}  // namespace

void add_files(const Node& section, TreeBuilder& tree) {
    for (const auto& [path, node] : section.members()) {
        if (const auto place = tree.place(node, path))
            TreeBuilder::put(node, *place->directory, raw_file(node, place->id));
    }
}

std::vector<std::string_view> raw_file_keys() { return {keys_of_a_file.begin(), keys_of_a_file.end()}; }

}  // namespace sscard::virtual_card
