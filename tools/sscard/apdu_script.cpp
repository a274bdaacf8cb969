#include "apdu_script.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sscard/card/cautions.hpp>

namespace sscard::tool {
namespace {

constexpr const char* step = "options";
constexpr std::size_t smallest_command = 4;
constexpr std::size_t largest_command = 65544;  // header, extended Lc and Le, 65535 bytes

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// The words of the alternatives, one after the other.
template <class Visit>
bool any_alternative(std::string_view text, Visit visit) {
    for (;;) {
        const auto bar = text.find('|');
        if (visit(text.substr(0, bar))) return true;
        if (bar == std::string_view::npos) return false;
        text.remove_prefix(bar + 1);
    }
}

bool is_pattern(std::string_view word) {
    constexpr std::size_t digits = 4;
    return word.size() == digits &&
           std::all_of(word.begin(), word.end(), [](char c) { return c == 'x' || hex_digit(c).has_value(); });
}

bool fits(std::string_view pattern, std::string_view digits) {
    return std::equal(pattern.begin(), pattern.end(), digits.begin(), digits.end(),
                      [](char wanted, char digit) { return wanted == 'x' || wanted == digit; });
}

}  // namespace

std::optional<Expectation> Expectation::parse(std::string_view text) {
    std::string plain{trimmed(text)};
    for (auto& c : plain) c = c == 'X' || c == 'x' ? 'x' : static_cast<char>(std::toupper(c));
    if (any_alternative(plain, [](std::string_view word) { return !is_pattern(word); })) return std::nullopt;
    return Expectation{std::move(plain)};
}

bool Expectation::met_by(apdu::StatusWord status) const {
    const auto digits = fmt::format("{:04X}", status.value);
    return any_alternative(text_, [&](std::string_view word) { return fits(word, digits); });
}

Result<void> Script::add(std::string_view spec, const std::string& where) {
    const auto wrong = [&](const char* sentence, const char* cure) {
        return tl::unexpected{
            Error{Fault::usage, step}.because(sentence, {std::to_string(commands_.size())}, cure).in(where)};
    };
    const auto equals = spec.find('=');
    const auto hex = trimmed(spec.substr(0, equals));
    if (!hex.empty() || equals == std::string_view::npos) {
        auto bytes = from_hex(hex);
        commands_.push_back({bytes.value_or(Bytes{}), {}, where});
        if (!bytes || bytes->size() < smallest_command || bytes->size() > largest_command) {
            return wrong(
                msgid("command {0} is no command"),
                msgid(
                    "Give CLA INS P1 P2 and what follows in hexadecimal; quote it where blanks are in it."));
        }
    }
    if (equals == std::string_view::npos) return {};
    if (commands_.empty() || commands_.back().expected) {
        return wrong(msgid("an expectation has no command of its own"),
                     msgid("Write it behind the command: 00A40000023F00 =9000"));
    }
    commands_.back().expected = Expectation::parse(spec.substr(equals + 1));
    if (commands_.back().expected) return {};
    return wrong(msgid("what is expected of command {0} is no status word"),
                 msgid("Four digits, x for any: =9000, =61xx, or several: '=9000|6A82'"));
}

Result<void> Script::add_lines(std::string_view text, const std::string& file) {
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto end = text.find('\n');
        const auto line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        const auto spec = trimmed(line.substr(0, line.find('#')));
        if (spec.empty()) continue;
        if (auto added = add(spec, fmt::format("{}:{}", file, number)); !added) return added;
    }
    return {};
}

Result<void> Script::check_harmless() const {
    for (std::size_t i = 0; i < commands_.size(); ++i) {
        const auto* caution = card::caution_about(commands_[i].bytes);
        if (caution == nullptr) continue;
        return tl::unexpected{Error{Fault::usage, step}
                                  .because(caution->sentence,
                                           {std::to_string(i + 1), std::string{caution->command}},
                                           caution->cure)
                                  .in(commands_[i].where)};
    }
    return {};
}

}  // namespace sscard::tool
