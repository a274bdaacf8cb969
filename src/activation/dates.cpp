#include <algorithm>
#include <charconv>
#include <sscard/activation/dates.hpp>

namespace sscard::activation {

namespace {

std::optional<int> number_in(std::string_view digits) noexcept {
    int value = 0;
    const auto* const end = digits.data() + digits.size();
    const bool plain = std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!plain || std::from_chars(digits.data(), end, value).ptr != end) return std::nullopt;
    return value;
}

std::string padded(unsigned number, std::size_t width) {
    auto digits = std::to_string(number);
    return std::string(width - std::min(width, digits.size()), '0') + digits;
}

}  // namespace

std::optional<std::chrono::sys_days> day_in(std::string_view iso) noexcept {
    if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-') return std::nullopt;
    const auto year = number_in(iso.substr(0, 4));
    const auto month = number_in(iso.substr(5, 2));
    const auto day = number_in(iso.substr(8, 2));
    if (!year || !month || !day) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days{date};
}

std::string iso_text(std::chrono::sys_days day) {
    const std::chrono::year_month_day date{day};
    return padded(static_cast<unsigned>(static_cast<int>(date.year())), 4) + "-" +
           padded(static_cast<unsigned>(date.month()), 2) + "-" +
           padded(static_cast<unsigned>(date.day()), 2);
}

}  // namespace sscard::activation
