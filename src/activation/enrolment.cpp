#include <algorithm>
#include <sscard/activation/dates.hpp>
#include <sscard/activation/enrolment.hpp>

namespace sscard::activation {

namespace {

constexpr std::chrono::days registration_period{30};
constexpr std::chrono::days longest_holiday{60};

}  // namespace

bool Calendar::is_working_day(std::chrono::sys_days day) const {
    if (holidays.contains(day)) return false;
    const std::chrono::weekday weekday{day};
    return (weekday != std::chrono::Saturday && weekday != std::chrono::Sunday) ||
           working_weekends.contains(day);
}

std::chrono::sys_days Calendar::working_day_from(std::chrono::sys_days day) const {
    for (auto next = day; next < day + longest_holiday; next += std::chrono::days{1}) {
        if (is_working_day(next)) return next;
    }
    return day;
}

Enrolment with_deadline(Enrolment enrolment, const Calendar& calendar, std::chrono::sys_days today) {
    if (enrolment.kind != "employee") {
        enrolment.due_on.reset();
        enrolment.days_late.reset();
        return enrolment;
    }
    const auto start = day_in(enrolment.employed_on.value_or(""));
    if (!enrolment.due_on && start)
        enrolment.due_on = iso_text(calendar.working_day_from(*start + registration_period));
    const auto due = day_in(enrolment.due_on.value_or(""));
    const auto end = enrolment.registered_on ? day_in(*enrolment.registered_on) : today;
    if (!enrolment.days_late && due && end)
        enrolment.days_late = static_cast<int>(std::max<std::int64_t>((*end - *due).count(), 0));
    return enrolment;
}

}  // namespace sscard::activation
