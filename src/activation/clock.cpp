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

std::string iso_date(TimePoint when) { return formatted(when, "%Y-%m-%d"); }

}  // namespace sscard::activation
