#include "calendar.hpp"

#include <sscard/activation/dates.hpp>

namespace sscard::tool {
namespace {

Result<std::set<std::chrono::sys_days>> days_in(const ConfigFile& file, const char* key) {
    std::set<std::chrono::sys_days> days;
    const auto entry = file.find(key);
    if (!entry) return days;
    for (const auto& date : entry->items) {
        const auto day = activation::day_in(date);
        if (!day) {
            return fail(Fault::config, "read configuration",
                        msgid("{0}, line {1}: {2} must be dates: \"2024-10-01\""),
                        {file.path().string(), std::to_string(entry->line), key},
                        msgid("Correct the line. See docs/configuration.md."));
        }
        days.insert(*day);
    }
    return days;
}

}  // namespace

Result<activation::Calendar> calendar_of(const ConfigFile& file) {
    auto holidays = days_in(file, "calendar.holidays");
    if (!holidays) return tl::unexpected{std::move(holidays.error())};
    auto working_weekends = days_in(file, "calendar.working_weekends");
    if (!working_weekends) return tl::unexpected{std::move(working_weekends.error())};
    return activation::Calendar{*std::move(holidays), *std::move(working_weekends)};
}

}  // namespace sscard::tool
