#include <array>
#include <ctime>
#include <sscard/activation/clock.hpp>

namespace sscard::activation {

namespace {

std::string formatted(TimePoint when, const char* format) {
    const auto seconds = std::chrono::system_clock::to_time_t(when);
    std::tm local{};
    ::localtime_r(&seconds, &local);
    std::array<char, 64> text{};
    return {text.data(), std::strftime(text.data(), text.size(), format, &local)};
}

}  // namespace

std::string rfc3339(TimePoint when) {
    auto text = formatted(when, "%Y-%m-%dT%H:%M:%S%z");  // %z gives +0800, RFC 3339 wants +08:00
    text.insert(text.size() - 2, ":");
    return text;
}

std::optional<TimePoint> time_of(const std::string& rfc3339) {
    std::tm parts{};
    const auto* const end = ::strptime(rfc3339.c_str(), "%Y-%m-%dT%H:%M:%S%z", &parts);
    if (end == nullptr || *end != '\0') return std::nullopt;
    const auto offset = std::chrono::seconds{parts.tm_gmtoff};
    return std::chrono::system_clock::from_time_t(::timegm(&parts)) - offset;
}

std::string iso_date(TimePoint when) { return formatted(when, "%Y-%m-%d"); }

}  // namespace sscard::activation
