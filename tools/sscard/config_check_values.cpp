#include <sscard/activation/dates.hpp>

#include "config_examination.hpp"

namespace sscard::tool {

void check_dates(const ConfigLine& line, ConfigExamination& exam) {
    for (const auto& item : line.entry.items) {
        if (activation::day_in(item)) continue;
        exam.mistake("no_date", line,
                     config_error(msgid("{0} is no date"), {item},
                                  msgid("Write year, month and day: \"2024-10-01\".")));
    }
}

void check_weekends(const ConfigLine& line, ConfigExamination& exam) {
    for (const auto& item : line.entry.items) {
        const auto day = activation::day_in(item);
        if (!day) continue;
        const std::chrono::weekday weekday{*day};
        if (weekday == std::chrono::Saturday || weekday == std::chrono::Sunday) continue;
        exam.mistake("no_weekend", line,
                     config_error(msgid("{0} is neither Saturday nor Sunday"), {item},
                                  msgid("Other days are working days anyway: take it out.")));
    }
}

}  // namespace sscard::tool
