#include <sscard/batch/durations.hpp>

#include "catch.hpp"

using sscard::batch::Durations;
using std::chrono::milliseconds;

TEST_CASE("of no times the longest is 0, and so is every share", "[batch][durations]") {
    const Durations none;
    CHECK(none.count() == 0);
    CHECK(none.longest() == milliseconds{0});
    CHECK(none.of_percent(50) == milliseconds{0});
    CHECK(none.of_percent(100) == milliseconds{0});
}

TEST_CASE("short times are kept to the millisecond", "[batch][durations]") {
    Durations times;
    for (int time = 63; time >= 0; --time) times.add(milliseconds{time});
    CHECK(times.count() == 64);
    CHECK(times.of_percent(1) == milliseconds{0});
    CHECK(times.of_percent(50) == milliseconds{31});
    CHECK(times.of_percent(95) == milliseconds{60});
    CHECK(times.of_percent(100) == milliseconds{63});
}

TEST_CASE("long times are never told too short, nor longer by more than 1/32", "[batch][durations]") {
    for (std::int64_t time = 1; time > 0 && time < std::numeric_limits<std::int64_t>::max() / 3;
         time = time * 3 + 1) {
        Durations times;
        times.add(milliseconds{time});
        times.add(milliseconds::max());
        const auto told = times.of_percent(50).count();
        CHECK(told >= time);
        CHECK(told - time <= time / 32);
        CHECK(times.of_percent(51) == milliseconds::max());
    }
}

TEST_CASE("no share is longer than the longest, which is exact", "[batch][durations]") {
    Durations times;
    for (int i = 0; i < 1000; ++i) times.add(milliseconds{100'001});
    CHECK(times.longest() == milliseconds{100'001});
    CHECK(times.of_percent(50) == milliseconds{100'001});
}

TEST_CASE("a clock that went back took no time", "[batch][durations]") {
    Durations times;
    times.add(milliseconds{-5});
    CHECK(times.longest() == milliseconds{0});
    CHECK(times.of_percent(100) == milliseconds{0});
}
