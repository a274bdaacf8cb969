#include "retry.hpp"

#include "catch.hpp"

using namespace sscard;
using backend::Retry;
using backend::retry_after;
using namespace std::chrono_literals;

TEST_CASE("there are four tries, with pauses below a ceiling that doubles", "[backend][retry]") {
    const auto seed = GENERATE(range(0U, 50U));
    Retry retry{seed};
    for (const auto ceiling : {500ms, 1000ms, 2000ms}) {
        const auto pause = retry.next();
        REQUIRE(pause);
        CHECK(*pause >= 0ms);
        CHECK(*pause <= ceiling);
    }
    CHECK_FALSE(retry.next());
    CHECK_FALSE(retry.next());
}

TEST_CASE("pauses differ between terminals", "[backend][retry]") {
    std::vector<long> pauses;
    for (unsigned seed = 0; seed < 20; ++seed) pauses.push_back(Retry{seed}.next()->count());
    std::sort(pauses.begin(), pauses.end());
    CHECK(std::unique(pauses.begin(), pauses.end()) - pauses.begin() > 10);
}

TEST_CASE("the other side's wish counts where it is longer", "[backend][retry]") {
    CHECK(Retry{1}.next(7s) == 7000ms);
    CHECK(*Retry{1}.next(0s) <= 500ms);
}

TEST_CASE("Retry-After is seconds or a date", "[backend][retry]") {
    const auto now = std::chrono::system_clock::from_time_t(784111777);  // Sun, 06 Nov 1994 08:49:37 GMT
    CHECK(retry_after("0", now) == 0s);
    CHECK(retry_after("120", now) == 120s);
    CHECK(retry_after("Sun, 06 Nov 1994 08:49:57 GMT", now) == 20s);
    CHECK(retry_after("Sunday, 06-Nov-94 08:49:57 GMT", now) == 20s);
    CHECK(retry_after("Sun Nov  6 08:49:57 1994", now) == 20s);
    CHECK(retry_after("Sun, 06 Nov 1994 08:00:00 GMT", now) == 0s);
    CHECK(retry_after("Sun, 06 Nov 2044 08:49:37 GMT", now) == 24h);
    CHECK(retry_after("9000000000000000000", now) == 24h);
    for (const auto* nonsense : {"", "-1", "1.5", "soon", "12x", "99999999999999999999"}) {
        CAPTURE(nonsense);
        CHECK_FALSE(retry_after(nonsense, now));
    }
}
