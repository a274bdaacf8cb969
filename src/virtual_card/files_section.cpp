#include "files_section.hpp"

#include <algorithm>
#include <array>

namespace sscard::virtual_card {

namespace {

constexpr std::array<std::string_view, 3> keys_of_a_file{"records", "cyclic", "binary"};

constexpr std::size_t max_record = 255;
constexpr std::size_t max_records = 254;
constexpr std::size_t max_binary = 0x7FFF;  // what a 15-bit offset reaches

std::vector<Bytes> records_from(const Node& list) {
    std::vector<Bytes> records;
    for (const auto& record : list.elements()) records.push_back(record.hex(1, max_record));
    if (records.size() > max_records)
        list.wrong(msgid("the card file is wrong: {0} has more than {1} records"),
                   std::to_string(max_records));
    return records;
}

bool one_size(const std::vector<Bytes>& records) {
    return std::all_of(records.begin(), records.end(),
                       [&](const Bytes& record) { return record.size() == records.front().size(); });
}

}  // namespace

ElementaryFile raw_file(const Node& node, std::uint16_t id) {
    node.allow(keys_of_a_file);
    ElementaryFile file;
    file.id = id;
    const auto content = node.members();
    if (content.size() != 1) {
        node.wrong(
            msgid("the card file is wrong: {0} must hold either \"records\", \"cyclic\" or \"binary\""));
        return file;
    }
    const auto& [key, value] = content.front();
    if (key == "binary") {
        file.binary = value.hex(1, max_binary);
        return file;
    }
    file.records = records_from(value);
    file.cyclic = key == "cyclic";
    if (file.cyclic && !one_size(file.records))
        value.wrong(msgid("the card file is wrong: the records of {0} must have one length"));
    return file;
}

void add_files(const Node& section, TreeBuilder& tree) {
    for (const auto& [path, node] : section.members()) {
        if (const auto place = tree.place(node, path))
            TreeBuilder::put(node, *place->directory, raw_file(node, place->id));
    }
}

std::vector<std::string_view> raw_file_keys() { return {keys_of_a_file.begin(), keys_of_a_file.end()}; }

}  // namespace sscard::virtual_card
