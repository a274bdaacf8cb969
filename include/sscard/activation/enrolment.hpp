#pragma once

#include <chrono>
#include <set>
#include <sscard/activation/decision.hpp>

namespace sscard::activation {

/// Which days are worked: Saturdays and Sundays are not, but for the exceptions that the State Council
/// announces every year.
struct Calendar {
    std::set<std::chrono::sys_days> holidays;          // public holidays on working days
    std::set<std::chrono::sys_days> working_weekends;  // Saturdays and Sundays that are worked

    bool is_working_day(std::chrono::sys_days day) const;
    /// The day itself or the next one that is worked; the day itself when none of the next 60 is.
    std::chrono::sys_days working_day_from(std::chrono::sys_days day) const;
};

/// The enrolment with the day by which an employer had to register it, and the days from then to the
/// registration, or to today while there is none. Social Insurance Law, Art. 58: within 30 days of the start
/// of employment; Civil Code, Art. 201 and 203: the day of the start is not counted, and a last day that is
/// no working day moves to the next one. Self-employed, part-time and flexible workers have no such day. What
/// the authority says itself stays.
Enrolment with_deadline(Enrolment enrolment, const Calendar& calendar, std::chrono::sys_days today);

}  // namespace sscard::activation
