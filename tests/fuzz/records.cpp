#include <sscard/card/fields.hpp>
#include <sscard/card/record_reader.hpp>

#include "bounded.hpp"
#include "clean.hpp"
#include "promise.hpp"
#include "said.hpp"

using namespace sscard;
using namespace sscard::card;

namespace {

constexpr unsigned limit = 64;

Habits habits_of(std::uint8_t bits) noexcept {
    const auto bit = [bits](unsigned at) { return (bits >> at & 1U) != 0; };
    return {bit(0), bit(1), bit(2), bit(3), bit(4), false, static_cast<LeForm>((bits >> 5U & 3U) % 3)};
}

std::vector<Item> chosen(std::span<const Item> items, std::uint8_t mask) {
    std::vector<Item> some;
    for (std::size_t at = 0; at < items.size(); ++at) {
        if ((mask >> at & 1U) != 0) some.push_back(items[at]);
    }
    return some;
}

/// The data that the card gave: what comes with a wrong length (6Cxx) is asked for again.
Bytes data_of(const std::vector<Bytes>& answers) {
    constexpr std::size_t status = 2;
    Bytes data;
    for (const auto& answer : answers) {
        if (answer.size() <= status || answer[answer.size() - status] == 0x6C) continue;
        data.insert(data.end(), answer.begin(), answer.end() - status);
    }
    return data;
}

void decodes(const Records& records) {
    for (const auto& entry : field_table()) {
        for (const auto& [tag, value] : records) {
            const auto decoded = entry.decode(value);
            if (decoded.value) PROMISE(!decoded.value->empty() && fuzz::is_clean(*decoded.value));
            PROMISE(fuzz::is_hex(decoded.raw));
        }
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input{data, size};
    const auto options = input.byte();
    const auto habits = habits_of(input.byte());
    const auto& file = (options & 1U) != 0 ? holder_file() : issuer_file();
    const auto layout = chosen(file.items, static_cast<std::uint8_t>(~input.byte()));
    const auto wanted = chosen(layout, static_cast<std::uint8_t>(~input.byte()));

    fuzz::Said card{input, (options & 2U) != 0 ? apdu::Protocol::t1 : apdu::Protocol::t0};
    Bounded bounded{card, limit};
    RecordReader reader{bounded, habits};
    const auto content = reader.read(file, layout, wanted);
    PROMISE(card.asked().size() <= limit);
    if (!content) {
        const auto fault = content.error().fault;
        PROMISE(card.failed() || fault == Fault::malformed_card || fault == Fault::card_blocked);
        return 0;
    }
    if (content->state != FileContent::State::present) PROMISE(content->status.value != 0x9000);

    const auto said = data_of(card.said());
    for (const auto& [tag, value] : content->records) {
        PROMISE(tag != 0x00 && tag != 0xFF);
        PROMISE(std::search(said.begin(), said.end(), value.begin(), value.end()) != said.end() ||
                value.empty());
    }
    decodes(content->records);
    return 0;
}
