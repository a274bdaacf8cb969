#include "security_section.hpp"

#include <algorithm>
#include <array>

#include "encoding.hpp"

namespace sscard::virtual_card {

namespace {

constexpr std::array<std::string_view, 3> pin_keys{"value", "limit", "left"};

constexpr std::array<std::string_view, 3> authentication_keys{"genuine", "limit", "left"};

constexpr std::array<std::string_view, 2> right_words{"pin", "RKSSSE"};
constexpr std::array rights{ReadRight::pin, ReadRight::reader_key};

constexpr std::size_t least_digits = 4;
constexpr std::size_t most_digits = 16;
constexpr std::uint64_t most_tries = 15;  // 63Cx has one digit

std::uint8_t tries_from(const Node& section, std::string_view key, std::uint64_t least, std::uint64_t most,
                        std::uint8_t usual) {
    const auto node = section.find(key);
    if (!node) return usual;
    const auto number = node->number();
    if (number >= least && number <= most) return static_cast<std::uint8_t>(number);
    node->wrong(least == 0 ? msgid("the card file is wrong: {0} must be at most {1}")
                           : msgid("the card file is wrong: {0} must be at least 1 and at most {1}"),
                std::to_string(most));
    return usual;
}

Tries read_tries(const Node& section) {
    Tries tries;
    tries.limit = tries_from(section, "limit", 1, most_tries, tries.limit);
    tries.left = tries_from(section, "left", 0, tries.limit, tries.limit);
    return tries;
}

Bytes pin_value(const Node& node) {
    const auto digits = node.text();
    const bool decimal =
        std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (decimal && digits.size() >= least_digits && digits.size() <= most_digits)
        return packed(digits, (digits.size() + 1) / 2).value_or(Bytes{});
    node.wrong(msgid("the card file is wrong: {0} must be 4 to 16 decimal digits"));
    return {};
}

}  // namespace

void protect_files(const Node& list, TreeBuilder& tree) {
    for (const auto& node : list.elements()) {
        if (auto* file = tree.find(node, node.text())) file->read = ReadRight::never;
    }
}

void give_rights(const Node& section, TreeBuilder& tree) {
    for (const auto& [name, node] : section.members()) {
        auto* file = tree.find(node, name);
        if (file == nullptr) continue;
        if (file->read != ReadRight::free)
            node.wrong(msgid("the card file is wrong: {0} is about a file that has its right already"));
        file->read = rights.at(node.choice(right_words));
    }
}

Pin read_pin(const Node& section) {
    section.allow(pin_keys);
    Pin pin;
    if (const auto value = section.find("value"))
        pin.value = pin_value(*value);
    else
        section.wrong(msgid("the card file is wrong: {0} needs \"{1}\""), "value");
    pin.tries = read_tries(section);
    return pin;
}

Authentication read_authentication(const Node& section) {
    section.allow(authentication_keys);
    Authentication authentication;
    if (const auto genuine = section.find("genuine"))
        authentication.genuine = genuine->boolean();
    else
        section.wrong(msgid("the card file is wrong: {0} needs \"{1}\""), "genuine");
    authentication.tries = read_tries(section);
    return authentication;
}

std::vector<std::string_view> security_keys() { return {"value", "genuine", "limit", "left"}; }

}  // namespace sscard::virtual_card
