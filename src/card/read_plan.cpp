#include "read_plan.hpp"

#include <algorithm>

#include "decode.hpp"

namespace sscard::card {

bool concerns(FileId id, const FieldSet& wanted) {
    return std::any_of(field_table().begin(), field_table().end(), [&](const FieldSpec& entry) {
        return entry.file == id && wanted.test(index(entry.field));
    });
}

std::vector<Item> layout_of(const File& file, std::optional<Generation> generation) {
    std::vector<Item> items{file.items.begin(), file.items.end()};
    if (generation == Generation::g1_0) std::erase_if(items, [](const Item& item) { return item.since_2_0; });
    return items;
}

std::vector<Item> items_for(const FieldSet& wanted, const File& file, const std::vector<Item>& layout) {
    std::vector<Item> items;
    std::copy_if(layout.begin(), layout.end(), std::back_inserter(items), [&](const Item& item) {
        return std::any_of(field_table().begin(), field_table().end(), [&](const FieldSpec& entry) {
            return entry.file == file.id && wanted.test(index(entry.field)) &&
                   std::find(entry.tags.begin(), entry.tags.end(), item.tag) != entry.tags.end();
        });
    });
    return items;
}

Bytes joined(const FieldSpec& field, const Records& records) {
    Bytes value;
    for (const auto tag : field.tags) {
        const auto record = records.find(tag);
        if (record == records.end()) continue;
        if (!value.empty()) {
            if (without_padding(record->second).empty()) continue;
            value.resize(without_padding(value, false).size());
        }
        value.insert(value.end(), record->second.begin(), record->second.end());
    }
    return value;
}

}  // namespace sscard::card
