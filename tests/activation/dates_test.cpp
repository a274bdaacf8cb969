#include <sscard/activation/dates.hpp>

#include "catch.hpp"

using namespace sscard::activation;

TEST_CASE("dates are days of the calendar in ISO 8601 and nothing else", "[activation][dates]") {
    for (const auto* good : {"2026-11-22", "2024-02-29", "0001-01-01"}) {
        INFO(good);
        REQUIRE(day_in(good));
        CHECK(iso_text(*day_in(good)) == good);
    }
    for (const auto* bad :
         {"", "2026-11-2", "2026-13-01", "2026-00-01", "2026-02-29", "2026-11-31", "2026/11/22", "20261122",
          "2026-11-22 ", "+026-11-22", "2026-1 -22", "2026--1-22"}) {
        INFO(bad);
        CHECK_FALSE(day_in(bad));
    }
}
