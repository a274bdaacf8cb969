#include "items.hpp"

#include "input.hpp"
#include "interpret.hpp"

using namespace sscard;
using namespace sscard::card;

namespace {

std::vector<const ApplicationFile*> every_file() {
    std::vector<const ApplicationFile*> files;
    for (const auto& application : application_table()) {
        for (const auto& file : application.files()) files.push_back(&file);
    }
    return files;
}

}  // namespace

/// The meaning of records: a file of the table, and its records as lengths and bytes.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto files = every_file();
    fuzz::Input input{data, size};
    const auto& file = *files[input.byte() % files.size()];
    std::vector<Bytes> records;
    while (!input.at_end()) {
        const auto record = input.take(input.byte());
        records.emplace_back(record.begin(), record.end());
    }

    std::vector<DeepWarning> warnings;
    const Notes notes{"DF01.EF05", &warnings};
    const auto items = interpret(file, records, notes);
    fuzz::fit_to_be_shown(items);
    for (const auto& item : file.items) {
        const auto is_item = [&](const ItemReading& reading) { return reading.tag == item.datum.tag; };
        PROMISE(item.repeats > 1 || std::any_of(items.begin(), items.end(), is_item));
    }
    for (const auto& record : records) fuzz::fit_to_be_shown(interpret(file.fields, record, notes));
    fuzz::fit_to_be_shown(warnings);
    return 0;
}
