#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <sscard/bytes.hpp>
#include <sscard/card/checks.hpp>

namespace sscard::card {
namespace {

constexpr std::size_t citizen_size = 18;

constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_capital(char c) noexcept { return c >= 'A' && c <= 'Z'; }

int number_in(std::string_view digits) noexcept {
    int value = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return value;
}

/// First digits of GB/T 2260 regions that issue citizen
/// numbers: 11..15, 21..23, 31..37, 41..46, 50..54, 61..65. 71, 81, 82 are Taiwan, Hong Kong and Macao; their
/// residents' numbers begin with 83, 81, 82.
constexpr bool is_mainland(int province) noexcept {
    constexpr std::array<std::pair<int, int>, 6> ranges{
        {{11, 15}, {21, 23}, {31, 37}, {41, 46}, {50, 54}, {61, 65}}};
    return std::any_of(ranges.begin(), ranges.end(), [province](auto range) {
        return province >= range.first && province <= range.second;
    });
}

}  // namespace

bool card_number_check_right(std::string_view number) noexcept {
    constexpr std::array<int, 8> weights{3, 7, 9, 10, 5, 8, 4, 2};
    if (number.size() != weights.size() + 1) return false;
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const char c = number[i];
        if (!is_digit(c) && !is_capital(c)) return false;
        sum += weights[i] * (is_digit(c) ? c - '0' : c - 'A' + 10);
    }
    const int check = 11 - sum % 11;
    const char expected = check == 10 ? 'X' : check == 11 ? '0' : static_cast<char>('0' + check);
    return number.back() == expected;
}

bool identification_number_well_formed(std::string_view digits) noexcept {
    return digits.size() == 32 && digits.substr(6, 10) == "D156000005" &&
           std::all_of(digits.begin(), digits.end(), [](char c) { return hex_digit(c).has_value(); });
}

unsigned luhn_sum(std::string_view digits) noexcept {
    unsigned sum = 0;
    bool twice = false;
    for (auto at = digits.rbegin(); at != digits.rend(); ++at, twice = !twice) {
        const auto digit = static_cast<unsigned>(*at - '0') * (twice ? 2U : 1U);
        sum += digit / 10 + digit % 10;
    }
    return sum % 10;
}

bool account_number_right(std::string_view number) noexcept {
    constexpr std::size_t shortest = 12;
    constexpr std::size_t longest = 19;
    if (number.size() < shortest || number.size() > longest) return false;
    return std::all_of(number.begin(), number.end(), is_digit) && luhn_sum(number) == 0;
}

bool is_calendar_date(std::string_view yyyymmdd) noexcept {
    if (yyyymmdd.size() != 8 || !std::all_of(yyyymmdd.begin(), yyyymmdd.end(), is_digit)) return false;
    const std::chrono::year_month_day date{
        std::chrono::year{number_in(yyyymmdd.substr(0, 4))},
        std::chrono::month{static_cast<unsigned>(number_in(yyyymmdd.substr(4, 2)))},
        std::chrono::day{static_cast<unsigned>(number_in(yyyymmdd.substr(6, 2)))}};
    return date.ok() && date.year() >= std::chrono::year{1800};
}

bool looks_like_citizen_number(std::string_view number) noexcept {
    return number.size() == citizen_size && std::all_of(number.begin(), number.end() - 1, is_digit) &&
           (is_digit(number.back()) || number.back() == 'X') && is_mainland(number_in(number.substr(0, 2)));
}

bool citizen_check_digit_right(std::string_view number) noexcept {
    constexpr std::array<int, citizen_size - 1> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    constexpr std::string_view checks = "10X98765432";
    if (!looks_like_citizen_number(number)) return false;
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * (number[i] - '0');
    return number.back() == checks[static_cast<std::size_t>(sum % 11)];
}

std::optional<std::string> citizen_birth_date(std::string_view number) {
    if (!looks_like_citizen_number(number) || !is_calendar_date(number.substr(6, 8))) return std::nullopt;
    std::string date{number.substr(6, 4)};
    return date.append("-").append(number.substr(10, 2)).append("-").append(number.substr(12, 2));
}

std::optional<char> citizen_sex(std::string_view number) noexcept {
    if (!looks_like_citizen_number(number)) return std::nullopt;
    return (number[16] - '0') % 2 == 1 ? '1' : '2';
}

}  // namespace sscard::card
