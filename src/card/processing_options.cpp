#include "processing_options.hpp"

#include <algorithm>
#include <iterator>
#include <sscard/apdu/tlv.hpp>
#include <string_view>

#include "ask.hpp"

namespace sscard::card {
namespace {

constexpr std::size_t longest_data = 250;  // of an Lc of 255, less the template around it

/// What is said of the terminal where zeros would be refused.
struct TerminalItem {
    std::uint32_t tag;
    ByteView value;
};

// Contactless debit and credit, and not the quick pass (qPBOC), whose answer is a cryptogram: JR/T 0025.12.
constexpr std::uint8_t transaction_qualifiers[] = {0x40, 0x00, 0x00, 0x00};
constexpr std::uint8_t china[] = {0x01, 0x56};     // ISO 3166-1
constexpr std::uint8_t renminbi[] = {0x01, 0x56};  // ISO 4217
const TerminalItem terminal_items[] = {
    {0x9F66, transaction_qualifiers},
    {0x9F1A, china},
    {0x5F2A, renminbi},
};

/// A wanted item: tag and length, without a value.
struct Wanted {
    std::uint32_t tag = 0;
    std::size_t length = 0;
};

/// Takes the next one off the list; nothing when the bytes make none.
std::optional<Wanted> take_wanted(ByteView& list) noexcept {
    constexpr std::size_t longest_tag = 3;
    Wanted wanted;
    std::size_t size = 0;
    bool more = true;
    while (more) {
        if (size == longest_tag || size == list.size()) return std::nullopt;
        const auto byte = list[size++];
        more = size == 1 ? (byte & 0x1FU) == 0x1F : (byte & 0x80U) != 0;
        wanted.tag = wanted.tag << 8U | byte;
    }
    if (size == list.size()) return std::nullopt;
    wanted.length = list[size];
    list = list.subspan(size + 1);
    return wanted;
}

void append_answer(Bytes& data, const Wanted& wanted) {
    const auto* known =
        std::find_if(std::begin(terminal_items), std::end(terminal_items), [&](const TerminalItem& item) {
            return item.tag == wanted.tag && item.value.size() == wanted.length;
        });
    if (known != std::end(terminal_items))
        data.insert(data.end(), known->value.begin(), known->value.end());
    else
        data.resize(data.size() + wanted.length);
}

/// Format 1: AIP and AFL without tags in 80. Format 2: objects in 77.
ByteView locator_in(ByteView answer) {
    constexpr std::size_t interchange_profile = 2;
    if (const auto plain = apdu::find_ber(answer, 0x80))
        return plain->subspan(std::min(interchange_profile, plain->size()));
    const auto objects = apdu::find_ber(answer, 0x77);
    return objects ? apdu::find_ber(*objects, 0x94).value_or(ByteView{}) : ByteView{};
}

}  // namespace

std::optional<apdu::Command> get_processing_options(ByteView pdol) {
    Bytes answers;
    while (!pdol.empty()) {
        const auto wanted = take_wanted(pdol);
        if (!wanted || answers.size() + wanted->length > longest_data) return std::nullopt;
        append_answer(answers, *wanted);
    }
    apdu::Command command{0x80, 0xA8, 0x00, 0x00, {}, whatever_is_there};
    apdu::append_ber_tlv(command.data, 0x83, answers);
    return command;
}

std::vector<RecordRange> records_named_in(ByteView answer) {
    constexpr std::size_t entry_size = 4;
    std::vector<RecordRange> ranges;
    for (auto rest = locator_in(answer); rest.size() >= entry_size; rest = rest.subspan(entry_size)) {
        const RecordRange range{static_cast<std::uint8_t>(rest[0] >> 3U), rest[1], rest[2]};
        const bool possible = (rest[0] & 0x07U) == 0 && range.short_id != 0 && range.short_id != 0x1F &&
                              range.first != 0 && range.first <= range.last;
        if (possible) ranges.push_back(range);
    }
    return ranges;
}

}  // namespace sscard::card
