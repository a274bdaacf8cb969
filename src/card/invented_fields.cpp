#include <algorithm>
#include <sscard/card/checks.hpp>
#include <sscard/card/codes.hpp>

#include "decode.hpp"
#include "invented.hpp"

namespace sscard::card {
namespace {

constexpr std::uint8_t tag_name = 0x09;
constexpr std::uint8_t tag_name_continued = 0x4E;
constexpr std::uint8_t tag_card_number = 0x07;
constexpr std::uint8_t tag_id_number = 0x08;
constexpr std::size_t card_number_size = 9;
constexpr std::string_view invented_id_number = "11010519491231002X";  // the example of GB 11643

/// A version is nobody's; anything else in its place might be.
void keep_version(Span value) {
    const auto body = body_of(value);
    const bool version =
        std::all_of(body.begin(), body.end(), [](auto c) { return (c >= '0' && c <= '9') || c == '.'; });
    if (!version) fill_text(value);
}

void fill_as_text(Span value) { fill_text(value); }

struct Invention {
    std::uint8_t tag;
    std::vector<Bytes> candidates;
    void (*filler)(Span value);  // where no candidate will do
};

const std::vector<Invention>& inventions() {
    const auto text = [](std::string_view value) { return Bytes{value.begin(), value.end()}; };
    const auto hex = [](std::string_view value) { return from_hex(value).value(); };
    static const std::vector<Invention> table{
        // FFFFFFFF at the end, which marks test cards, is padding and stays.
        {0x01, {hex("310000D15600000500000001"), hex("310000D1560000050000000100000000")}, fill_packed},
        {0x02, {text("3"), text("8")}, fill_as_text},
        {0x03, {}, keep_version},
        {0x04, {hex("915600000231000031000001")}, fill_packed},
        {0x05, {hex("20000101")}, fill_packed},
        {0x06, {hex("20991231"), hex("20001231")}, fill_packed},
        {0x07, {text("D2143569X"), text("D21435690")}, fill_as_text},
        {0x08, {text(invented_id_number), text("110105194912310021")}, fill_as_text},
        {0x0A, {text("2"), text("1"), text("9"), text("3")}, fill_as_text},
        {0x0B, {hex("01"), hex("77")}, fill_packed},
        {0x0C, {hex("310000"), hex("3100"), hex("31")}, fill_packed},
        {0x0D, {hex("19491231"), hex("19500101")}, fill_packed},
    };
    return table;
}

/// What a reading says about a value beside its own decoding.
std::string judged(Field field, const std::string& value, std::string_view id_number,
                   std::string_view today) {
    switch (field) {
        case Field::expires_on:
            return value < today ? "expired" : "valid";
        case Field::id_number:
            if (!looks_like_citizen_number(value)) return "other";
            return citizen_check_digit_right(value) ? "right" : "wrong";
        case Field::birth_date:
            return value == citizen_birth_date(id_number) ? "same" : "another";
        case Field::sex: {
            const auto said = citizen_sex(id_number);
            if (value == "unstated" || !said) return value == "unstated" ? value : "stated";
            return value == word_for(sexes(), std::string{*said}) ? "same" : "another";
        }
        default:
            return {};
    }
}

}  // namespace

bool replace_alike(Span value, std::span<const Bytes> candidates, std::string_view original,
                   const std::function<std::string(ByteView value)>& shape) {
    Bytes copy;
    for (const bool blanks : {true, false}) {
        const auto size = blanks ? body_of(value).size() : value.size();
        for (const auto& candidate : candidates) {
            if (candidate.size() != size) continue;
            copy.assign(value.begin(), value.end());
            std::copy(candidate.begin(), candidate.end(), copy.begin());
            if (shape(copy) != original) continue;
            std::copy(copy.begin(), copy.end(), value.begin());
            return true;
        }
    }
    return false;
}

std::string InventedFields::shape(std::uint8_t tag, ByteView value, std::string_view id_number) const {
    std::string shape;
    for (const auto& entry : field_table()) {
        if (std::find(entry.tags.begin(), entry.tags.end(), tag) == entry.tags.end()) continue;
        const auto decoded = entry.decode(value);
        shape.append(decoded.value ? "+" : "-").append(decoded.warning);
        if (decoded.value) shape += judged(entry.field, *decoded.value, id_number, today_);
    }
    return shape;
}

/// A name may go on in a second record, and the first one may end inside a character.
void InventedFields::replace_name(std::uint8_t tag, Span value) {
    const auto others = Characters{somebody.others, somebody.others};
    if (tag == tag_name_continued) {
        Bytes joined{cut_};
        joined.insert(joined.end(), value.begin(), value.end());
        fill_text(joined, others);
        std::copy(joined.begin() + static_cast<std::ptrdiff_t>(cut_.size()), joined.end(), value.begin());
        return;
    }
    const auto body = body_of(value, false);
    const auto last = body.empty() ? std::uint8_t{0} : body.back();
    fill_text(value, somebody);
    cut_.clear();
    // Only the beginning of a character becomes the beginning of one.
    const bool is_cut = last >= 0x81 && !body.empty() && body.back() == somebody.others.front();
    if (is_cut) cut_.push_back(last);
}

void InventedFields::replace(std::uint8_t tag, Span value) {
    if (body_of(value, false).empty()) return;
    if (tag == tag_name || tag == tag_name_continued) return replace_name(tag, value);
    const auto& table = inventions();
    const auto known =
        std::find_if(table.begin(), table.end(), [tag](const Invention& entry) { return entry.tag == tag; });
    if (known == table.end()) return fill(value);
    if (tag == tag_card_number && body_of(value).size() > card_number_size) {
        replace(tag, value.first(card_number_size));
        return fill_text(value.subspan(card_number_size));
    }
    if (tag == tag_id_number) {
        const auto number = decode_id_number(value).value.value_or("");
        id_number_ = looks_like_citizen_number(number) ? number : std::string{};
    }
    const auto original = shape(tag, value, id_number_);
    const auto invented = id_number_.empty() ? std::string_view{} : invented_id_number;
    const auto shape_of = [&](ByteView bytes) { return shape(tag, bytes, invented); };
    if (!replace_alike(value, known->candidates, original, shape_of)) known->filler(value);
}

}  // namespace sscard::card
