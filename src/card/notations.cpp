#include <algorithm>
#include <iterator>
#include <numeric>
#include <sscard/card/applications.hpp>
#include <sscard/card/checks.hpp>

#include "decode.hpp"

namespace sscard::card {
namespace {

constexpr const char* malformed = "malformed_item";
constexpr std::size_t date_size = 4;
constexpr std::size_t moment_size = 7;
constexpr std::size_t largest_number = 8;

bool is_unused(ByteView value) noexcept {
    return std::all_of(value.begin(), value.end(), [](auto byte) { return byte == 0xFF; });
}

bool is_blank(ByteView value) noexcept { return without_padding(value, false).empty(); }

/// Amounts are kept in fen: "1234" is 12.34 yuan.
std::string yuan(std::string fen) {
    constexpr std::size_t least = 3;
    const auto first = fen.find_first_not_of('0');
    fen.erase(0, std::min(first, fen.size()));
    if (fen.size() < least) fen.insert(0, least - fen.size(), '0');
    return fen.insert(fen.size() - 2, ".");
}

Decoded decode_digits(ByteView value) {
    if (is_unused(value)) return {};
    auto digits = to_hex(value);
    digits.erase(digits.find_last_not_of('F') + 1);
    const bool decimal =
        std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!decimal) return {std::nullopt, malformed, to_hex(value)};
    return {std::move(digits), {}, {}};
}

Decoded decode_moment(ByteView value) {
    if (is_blank(value)) return {};
    const auto digits = to_hex(value);
    const auto date = decode_date(value.first(std::min(value.size(), date_size)));
    const std::string time = digits.substr(std::min(digits.size(), 2 * date_size));
    const bool right = value.size() == moment_size && date.value &&
                       std::all_of(time.begin(), time.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
                       time.substr(0, 2) < "24" && time[2] < '6' && time[4] < '6';
    if (!right) return {std::nullopt, "date_invalid", to_hex(value)};
    return {*date.value + "T" + time.substr(0, 2) + ":" + time.substr(2, 2) + ":" + time.substr(4), {}, {}};
}

Decoded decode_fen_digits(ByteView value) {
    auto decoded = decode_digits(value);
    if (decoded.value) decoded.value = yuan(*std::move(decoded.value));
    return decoded;
}

Decoded decode_number(ByteView value) {
    if (is_unused(value)) return {};
    if (value.size() > largest_number) return {std::nullopt, malformed, to_hex(value)};
    const auto number = std::accumulate(
        value.begin(), value.end(), std::uint64_t{0},
        [](std::uint64_t sum, std::uint8_t byte) { return (sum << 8U) | std::uint64_t{byte}; });
    return {std::to_string(number), {}, {}};
}

Decoded decode_fen(ByteView value) {
    auto decoded = decode_number(value);
    if (decoded.value) decoded.value = yuan(*std::move(decoded.value));
    return decoded;
}

Decoded decode_unspecified(ByteView value) {
    if (is_blank(value)) return {};
    return {std::nullopt, {}, to_hex(value)};
}

constexpr Example text_examples[] = {
    {"C4CFBEA900", "南京", ""}, {"3130", "10", ""}, {"0000", nullptr, ""}, {"FF", nullptr, ""}};
constexpr Example digits_examples[] = {{"320100", "320100", ""},       {"320FFF", "320", ""},
                                       {"000000", "000000", ""},       {"FFFFFF", nullptr, ""},
                                       {"3A0100", nullptr, malformed}, {"", nullptr, ""}};
constexpr Example date_examples[] = {{"20130630", "2013-06-30", ""},
                                     {"FFFFFFFF", nullptr, ""},
                                     {"20130631", nullptr, "date_invalid"},
                                     {"2013", nullptr, "date_invalid"}};
constexpr Example moment_examples[] = {
    {"20130630235959", "2013-06-30T23:59:59", ""}, {"FFFFFFFFFFFFFF", nullptr, ""},
    {"20130630240000", nullptr, "date_invalid"},   {"20130630236000", nullptr, "date_invalid"},
    {"2013063023", nullptr, "date_invalid"},       {"20", nullptr, "date_invalid"}};
constexpr Example fen_digits_examples[] = {
    {"00021250", "212.50", ""}, {"00000000", "0.00", ""}, {"FFFFFFFF", nullptr, ""}};
constexpr Example number_examples[] = {{"0001", "1", ""},
                                       {"0000", "0", ""},
                                       {"FFFF", nullptr, ""},
                                       {"0102030405060708", "72623859790382856", ""},
                                       {"010203040506070809", nullptr, malformed}};
constexpr Example fen_examples[] = {
    {"000004D2", "12.34", ""}, {"00000005", "0.05", ""}, {"00000000", "0.00", ""}, {"FFFFFFFF", nullptr, ""}};
constexpr Example unspecified_examples[] = {{"0102", nullptr, ""}, {"0000", nullptr, ""}};

using enum Notation;

constexpr NotationSpec table[] = {
    {text, "an", decode_text, text_examples},
    {digits, "cn", decode_digits, digits_examples},
    {date, "cn", decode_date, date_examples},
    {moment, "cn", decode_moment, moment_examples},
    {fen_digits, "cn", decode_fen_digits, fen_digits_examples},
    {number, "b", decode_number, number_examples},
    {fen, "b", decode_fen, fen_examples},
    {unspecified, "b", decode_unspecified, unspecified_examples},
};

}  // namespace

std::span<const NotationSpec> notation_table() noexcept { return table; }
const NotationSpec& spec(Notation notation) noexcept { return table[static_cast<std::size_t>(notation)]; }

}  // namespace sscard::card
