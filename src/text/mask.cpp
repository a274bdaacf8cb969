#include <sscard/text/mask.hpp>
#include <vector>

#include "code_points.hpp"

namespace sscard::text {
namespace {

std::vector<std::string_view> characters_of(std::string_view text) {
    std::vector<std::string_view> characters;
    while (!text.empty()) {
        characters.push_back(text.substr(0, first_code_point(text).size));
        text.remove_prefix(characters.back().size());
    }
    return characters;
}

/// The first and the last characters, if there are more.
std::string masked_number(std::string_view number, std::size_t head = 6, std::size_t tail = 4) {
    const auto characters = characters_of(number);
    const auto count = characters.size();
    std::string masked;
    for (std::size_t at = 0; at < count; ++at) {
        const bool shown = count > head + tail && (at < head || at >= count - tail);
        masked += shown ? characters[at] : "*";
    }
    return masked;
}

}  // namespace

std::string masked_id_number(std::string_view number) { return masked_number(number); }

std::string masked_account(std::string_view number) { return masked_number(number); }

std::string masked_phone(std::string_view number) { return masked_number(number, 3); }

std::string masked_card_number(std::string_view number) { return masked_number(number, 2, 3); }

std::string masked_name(std::string_view name) {
    if (name.empty()) return {};
    const auto first = first_code_point(name).size;
    if (first == name.size()) return "*";
    return std::string{name.substr(0, first)} + "*";
}

std::string masked_within(std::string text, std::string_view personal, std::string_view masked) {
    if (personal.empty()) return text;
    for (auto at = text.find(personal); at != std::string::npos; at = text.find(personal, at + masked.size()))
        text.replace(at, personal.size(), masked);
    return text;
}

}  // namespace sscard::text
