#include "enrolment.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace sscard::backend {

namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::chrono::days registration_period{30};

std::optional<int> number_in(std::string_view digits) noexcept {
    int value = 0;
    const auto* const end = digits.data() + digits.size();
    const bool plain = std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!plain || std::from_chars(digits.data(), end, value).ptr != end) return std::nullopt;
    return value;
}

std::optional<year_month_day> date_in(std::string_view text) noexcept {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = number_in(text.substr(0, 4));
    const auto month = number_in(text.substr(5, 2));
    const auto day = number_in(text.substr(8, 2));
    if (!year || !month || !day) return std::nullopt;
    const year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                              std::chrono::day{static_cast<unsigned>(*day)}};
    return date.ok() ? std::optional{date} : std::nullopt;
}

std::string padded(unsigned number, std::size_t width) {
    auto digits = std::to_string(number);
    return std::string(width - std::min(width, digits.size()), '0') + digits;
}

std::string text_of(const year_month_day& date) {
    return padded(static_cast<unsigned>(static_cast<int>(date.year())), 4) + "-" +
           padded(static_cast<unsigned>(date.month()), 2) + "-" +
           padded(static_cast<unsigned>(date.day()), 2);
}

/// Days from the first date to the second; dates that are none count as the same day.
int days_between(const std::string& first, const std::string& second) {
    const auto from = date_in(first);
    const auto to = date_in(second);
    if (!from || !to) return 0;
    return static_cast<int>((sys_days{*to} - sys_days{*from}).count());
}

}  // namespace

bool is_iso_date(const std::string& text) noexcept { return date_in(text).has_value(); }

std::string registration_due_on(const std::string& employed_on) {
    const auto start = date_in(employed_on);
    return start ? text_of(year_month_day{sys_days{*start} + registration_period}) : std::string{};
}

std::optional<activation::Enrolment> enrolment_of(const Person& person, const std::string& today) {
    if (person.enrolment_kind.empty() || person.enrolment_kind == "none") return std::nullopt;
    activation::Enrolment enrolment;
    enrolment.kind = person.enrolment_kind;
    enrolment.employed_on = person.employed_on;
    enrolment.registered_on = person.registered_on;
    if (enrolment.kind == "employee" && person.employed_on) {
        enrolment.due_on = registration_due_on(*person.employed_on);
        enrolment.days_late =
            std::max(0, days_between(*enrolment.due_on, person.registered_on.value_or(today)));
    }
    return enrolment;
}

}  // namespace sscard::backend
