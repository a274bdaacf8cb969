#include "sections.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <sscard/text/gb18030.hpp>

#include "encoding.hpp"

namespace sscard::virtual_card {

namespace {

/// How people write an item; the card holds text and sex as `an`, the others as `cn`.
enum class Form : std::uint8_t { text, sex, digits, hex, date };

struct Item {
    std::uint8_t tag;
    std::string_view key;
    std::size_t size;  // of the value, in bytes
    Form form;
};

constexpr std::uint8_t tag_name = 0x09;
constexpr std::uint8_t tag_continuation = 0x4E;
constexpr std::size_t max_value = 253;  // with tag and length 255 bytes, what a short answer can hold

constexpr std::array card_items{
    Item{0x01, "identification_number", 16, Form::hex},
    Item{0x02, "class", 1, Form::text},
    Item{0x03, "spec_version", 4, Form::text},
    Item{0x04, "initialising_body", 12, Form::hex},
    Item{0x05, "issued_on", 4, Form::date},
    Item{0x06, "expires_on", 4, Form::date},
    Item{0x07, "number", 9, Form::text},
};

constexpr std::array holder_items{
    Item{0x08, "id_number", 18, Form::text},
    Item{tag_name, "name", 30, Form::text},
    Item{tag_continuation, "name_continuation", 20, Form::text},
    Item{0x0A, "sex", 1, Form::sex},
    Item{0x0B, "ethnic_group_code", 1, Form::digits},
    Item{0x0C, "birthplace_code", 3, Form::digits},
    Item{0x0D, "birth_date", 4, Form::date},
};

constexpr std::array<std::string_view, 2> marker_keys{"raw", "absent"};

constexpr std::array<std::string_view, 3> sexes{"female", "male", "unstated"};
constexpr std::array<char, 3> sex_codes{'2', '1', '9'};  // GB/T 2261.1

template <class Items>
std::vector<std::string_view> keys_of(const Items& items) {
    std::vector<std::string_view> keys;
    std::transform(items.begin(), items.end(), std::back_inserter(keys),
                   [](const Item& item) { return item.key; });
    return keys;
}

Bytes padding(const Item& item) {
    const bool an = item.form == Form::text || item.form == Form::sex;
    return Bytes(item.size, an ? std::uint8_t{0x00} : std::uint8_t{0xFF});
}

Bytes gb18030(const Node& node) {
    const auto utf8 = node.text();
    if (utf8.empty()) node.wrong(msgid("the card file is wrong: {0} is empty; an empty item is null"));
    auto bytes = text::to_gb18030(utf8);
    if (!bytes) node.wrong(msgid("the card file is wrong: {0} cannot be written in GB 18030"));
    return std::move(bytes).value_or(Bytes{});
}

Bytes fitting(const Node& node, std::optional<Bytes> value, const Item& item, std::size_t size) {
    if (value) return *value;
    node.wrong(msgid("the card file is wrong: {0} does not fit into {1} bytes"), std::to_string(size));
    return padding(item);
}

bool only_digits(std::string_view text, bool letters) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
        return letters ? hex_digit(c).has_value() : c >= '0' && c <= '9';
    });
}

Bytes digits_value(const Node& node, const Item& item) {
    const auto text = node.text();
    if (!only_digits(text, item.form == Form::hex)) {
        node.wrong(item.form == Form::hex ? msgid("the card file is wrong: {0} must be hexadecimal digits")
                                          : msgid("the card file is wrong: {0} must be decimal digits"));
        return padding(item);
    }
    return fitting(node, packed(text, item.size), item, item.size);
}

Bytes date_value(const Node& node, const Item& item) {
    const auto digits = date_digits(node.text());
    if (!digits) {
        node.wrong(msgid("the card file is wrong: {0} must be a date, YYYY-MM-DD"));
        return padding(item);
    }
    return packed(*digits, item.size).value_or(padding(item));
}

Bytes clear_value(const Node& node, const Item& item) {
    switch (item.form) {
        case Form::text:
            return fitting(node, padded_text(gb18030(node), item.size), item, item.size);
        case Form::sex:
            return {static_cast<std::uint8_t>(sex_codes.at(node.choice(sexes)))};
        case Form::digits:
        case Form::hex:
            return digits_value(node, item);
        case Form::date:
            return date_value(node, item);
    }
    return {};
}

/// {"raw": "hex"}: exactly these bytes. {"absent": true}: nothing, the record is not there.
std::optional<Bytes> marked_value(const Node& node) {
    node.allow(marker_keys);
    const auto raw = node.find("raw");
    const auto absent = node.find("absent");
    if (raw.has_value() == absent.has_value() || (absent && !absent->boolean())) {
        node.wrong(msgid("the card file is wrong: {0} must hold either \"raw\", or \"absent\": true"));
        return std::nullopt;
    }
    if (absent) return std::nullopt;
    return raw->hex(0, max_value);
}

/// The value as the card holds it; nothing when the record is not there.
std::optional<Bytes> value_of(const std::optional<Node>& node, const Item& item) {
    if (!node || node->is_null()) return padding(item);
    if (node->is_object()) return marked_value(*node);
    return clear_value(*node, item);
}

void append(std::vector<Bytes>& records, const Item& item, const std::optional<Bytes>& value) {
    if (value) records.push_back(record(item.tag, *value));
}

}  // namespace

std::vector<Bytes> card_records(const Node& section) {
    section.allow(card_keys());
    std::vector<Bytes> records;
    for (const auto& item : card_items) append(records, item, value_of(section.find(item.key), item));
    return records;
}

std::vector<Bytes> holder_records(const Node& section, bool continued) {
    section.allow(holder_keys());
    const auto given_continuation = section.find("name_continuation");
    const bool may_continue = continued && !given_continuation;
    Bytes rest;  // of a long name: bytes 31 to 50, which may begin inside a character

    std::vector<Bytes> records;
    for (const auto& item : holder_items) {
        const auto node = section.find(item.key);
        if (item.tag == tag_continuation && !given_continuation) {
            if (continued) append(records, item, padded_text(rest, item.size));
        } else if (item.tag == tag_name && may_continue && node && !node->is_null() && !node->is_object()) {
            constexpr std::size_t whole = 50;
            auto name = fitting(*node, padded_text(gb18030(*node), whole), item, whole);
            name.resize(whole, 0x00);
            const auto cut = name.begin() + static_cast<std::ptrdiff_t>(item.size);
            rest.assign(cut, name.end());
            name.erase(cut, name.end());
            append(records, item, name);
        } else {
            append(records, item, value_of(node, item));
        }
    }
    return records;
}

std::vector<std::string_view> card_keys() { return keys_of(card_items); }
std::vector<std::string_view> holder_keys() { return keys_of(holder_items); }
std::vector<std::string_view> item_keys() { return {marker_keys.begin(), marker_keys.end()}; }

}  // namespace sscard::virtual_card
