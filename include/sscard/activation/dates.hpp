#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

/// Days of the calendar, ISO 8601: "2026-11-22".
namespace sscard::activation {

/// Nothing for text that is no day of the calendar.
std::optional<std::chrono::sys_days> day_in(std::string_view iso) noexcept;

std::string iso_text(std::chrono::sys_days day);

}  // namespace sscard::activation
