#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace sscard::activation {

using TimePoint = std::chrono::system_clock::time_point;

/// Tells the time; tests bring their own.
using Clock = std::function<TimePoint()>;

inline TimePoint system_now() { return std::chrono::system_clock::now(); }

/// RFC 3339 in local time, whole seconds: "2026-11-22T10:00:00+08:00".
std::string rfc3339(TimePoint when);

/// The moment that rfc3339() wrote; nothing for other text.
std::optional<TimePoint> time_of(const std::string& rfc3339);

/// The local date, ISO 8601: "2026-11-22".
std::string iso_date(TimePoint when);

}  // namespace sscard::activation
