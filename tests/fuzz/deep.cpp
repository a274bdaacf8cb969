#include "harmless.hpp"
#include "items.hpp"
#include "said.hpp"

using namespace sscard;
using namespace sscard::card;

namespace {

constexpr std::size_t beyond_the_table = 256;  // bytes that a transparent file may be longer

void well_read(const FileReading& file) {
    PROMISE(file.file != nullptr);
    const bool read = file.state == FileReading::State::read;
    PROMISE(read || (file.items.empty() && file.records.empty() && file.content.empty()));
    PROMISE(file.records.size() <= max_records);
    PROMISE(file.content.size() <= file.file->size + beyond_the_table);
    fuzz::fit_to_be_shown(file.items);
    for (const auto& record : file.records) fuzz::fit_to_be_shown(record);
}

}  // namespace

/// The reading of every application of a card that says whatever the input holds.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input{data, size};
    const auto options = input.byte();
    Habits habits;
    habits.refuses_whole_file = (options & 2U) != 0;
    fuzz::Said card{input, (options & 1U) != 0 ? apdu::Protocol::t1 : apdu::Protocol::t0};
    const auto reading =
        read_applications(card, habits, (options & 4U) != 0 ? Images::read : Images::left_alone);
    fuzz::harmless(card.asked(), max_deep_exchanges);
    if (!reading) {
        PROMISE(card.failed() || fuzz::documented(reading.error().fault));
        return 0;
    }
    PROMISE(reading->applications.size() == application_table().size());
    for (const auto& application : reading->applications) {
        PROMISE(application.application != nullptr);
        for (const auto& file : application.files) well_read(file);
    }
    well_read(reading->fingerprint);
    well_read(reading->photo);
    fuzz::fit_to_be_shown(reading->warnings);
    return 0;
}
