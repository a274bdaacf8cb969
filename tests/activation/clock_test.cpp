#include <sscard/activation/clock.hpp>

#include "catch.hpp"

using namespace sscard::activation;

TEST_CASE("a moment that was written down is read again", "[activation][clock]") {
    const auto moment = TimePoint{std::chrono::seconds{1795140000}};
    CHECK(time_of(rfc3339(moment)) == moment);
}

TEST_CASE("the offset counts", "[activation][clock]") {
    CHECK(time_of("2026-11-22T10:00:00+08:00") == time_of("2026-11-22T02:00:00+00:00"));
    CHECK(time_of("2026-11-22T10:00:00-03:30") == time_of("2026-11-22T13:30:00+00:00"));
}

TEST_CASE("other text is no moment", "[activation][clock]") {
    for (const auto* bad : {"", "2026-11-22", "2026-11-22T10:00:00", "2026-11-22T10:00:00+08:00 ", "later"}) {
        INFO(bad);
        CHECK_FALSE(time_of(bad));
    }
}
