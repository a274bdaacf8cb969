#include <sscard/apdu/command.hpp>
#include <sscard/card/reading.hpp>

#include "clean.hpp"
#include "promise.hpp"
#include "said.hpp"

using namespace sscard;
using namespace sscard::card;

namespace {

// SELECT, READ RECORD, GET RESPONSE: nothing else may reach a card that nobody has keys or a PIN for.
constexpr std::uint8_t instructions[] = {0xA4, 0xB2, 0xC0};
constexpr std::uint8_t get_response = 0xC0;

FieldSet fields_of(std::uint16_t left_out) noexcept {
    return FieldSet{static_cast<unsigned long long>(static_cast<std::uint16_t>(~left_out))};
}

void harmless(const std::vector<Bytes>& commands) {
    PROMISE(commands.size() <= max_exchanges);
    const Bytes* last = nullptr;
    for (const auto& bytes : commands) {
        const auto command = apdu::Command::parse(bytes);
        PROMISE(command);
        PROMISE(std::find(std::begin(instructions), std::end(instructions), command->ins) !=
                std::end(instructions));
        PROMISE(!command->extended());
        PROMISE(last == nullptr || bytes != *last || command->ins == get_response);
        last = &bytes;
    }
}

bool documented(Fault fault) noexcept {
    return fault == Fault::malformed_card || fault == Fault::not_social_security_card ||
           fault == Fault::card_blocked || fault == Fault::authentication_required;
}

void fit_to_be_shown(const Reading& reading, const FieldSet& wanted) {
    for (const auto& entry : field_table()) {
        const auto& value = reading[entry.field];
        if (!value) continue;
        PROMISE(wanted.test(index(entry.field)));
        PROMISE(!value->empty() && fuzz::is_clean(*value));
    }
    PROMISE(reading.warnings.size() <= 3 * field_count);
    for (const auto& warning : reading.warnings) {
        PROMISE(!warning.code.empty() && wanted.test(index(warning.field)));
        PROMISE(fuzz::is_hex(warning.raw));
    }
}

}  // namespace

/// The whole reading of a card that says whatever the input holds.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input{data, size};
    const auto protocol = (input.byte() & 1U) != 0 ? apdu::Protocol::t1 : apdu::Protocol::t0;
    const auto wanted = fields_of(input.word());

    fuzz::Said card{input, protocol};
    const auto reading = read_card(card, wanted, "2026-01-01");
    harmless(card.asked());
    if (!reading) {
        PROMISE(card.failed() || documented(reading.error().fault));
        PROMISE(reading.error().step.size() <= 40);
        return 0;
    }
    fit_to_be_shown(*reading, wanted);

    // Another card in the same slot, read with the habits of the first: it may answer all the same.
    fuzz::Said second{input, protocol};
    const auto again = read_card(second, wanted, "2026-01-01", reading->habits);
    harmless(second.asked());
    if (again) fit_to_be_shown(*again, wanted);
    return 0;
}
