#include <cctype>
#include <set>
#include <sscard/activation/clock.hpp>
#include <sscard/activation/request.hpp>

#include "catch.hpp"

using namespace sscard::activation;

TEST_CASE("request numbers are UUIDs of version 7, each another one", "[activation][request]") {
    constexpr std::string_view form = "xxxxxxxx-xxxx-7xxx-vxxx-xxxxxxxxxxxx";
    std::set<std::string> seen;
    for (int i = 0; i < 200; ++i) {
        const auto number = make_request_no();
        REQUIRE(number.size() == form.size());
        for (std::size_t at = 0; at < form.size(); ++at) {
            if (form[at] == 'x')
                CHECK((std::isdigit(number[at]) || (number[at] >= 'a' && number[at] <= 'f')));
            else if (form[at] == 'v')
                CHECK(std::string_view{"89ab"}.find(number[at]) != std::string_view::npos);
            else
                CHECK(number[at] == form[at]);
        }
        CHECK(seen.insert(number).second);
    }
}

TEST_CASE("a request number begins with the time in milliseconds", "[activation][request]") {
    const auto now = [] {
        return std::chrono::duration_cast<std::chrono::milliseconds>(
                   std::chrono::system_clock::now().time_since_epoch())
            .count();
    };
    const auto before = now();
    const auto number = make_request_no();
    const auto after = now();
    const auto said = std::stoll(number.substr(0, 8) + number.substr(9, 4), nullptr, 16);
    CHECK(said >= before);
    CHECK(said <= after);
}

TEST_CASE("times are written with their offset and dates at the terminal's place", "[activation][clock]") {
    const auto* const before = ::getenv("TZ");
    const std::string kept = before != nullptr ? before : "";
    const auto evening = TimePoint{std::chrono::seconds{1795366800}};  // 2026-11-22T17:00:00Z
    for (const auto& [zone, time, date] :
         {std::tuple{"CST-8", "2026-11-23T01:00:00+08:00", "2026-11-23"},
          std::tuple{"UTC0", "2026-11-22T17:00:00+00:00", "2026-11-22"},
          std::tuple{"NST3:30", "2026-11-22T13:30:00-03:30", "2026-11-22"}}) {
        ::setenv("TZ", zone, 1);
        ::tzset();
        CHECK(rfc3339(evening) == time);
        CHECK(iso_date(evening) == date);
    }
    if (before != nullptr)
        ::setenv("TZ", kept.c_str(), 1);
    else
        ::unsetenv("TZ");
    ::tzset();
}
