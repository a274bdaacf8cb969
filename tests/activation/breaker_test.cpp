#include <sscard/activation/breaker.hpp>

#include "catch.hpp"

using namespace sscard;
using activation::Breaker;
using namespace std::chrono_literals;

namespace {

constexpr Breaker::Clock::time_point start{};

/// Fails as often as it takes to open.
Breaker open_breaker() {
    Breaker breaker;
    for (int i = 0; i < Breaker::most_failures; ++i) breaker.failed(Fault::backend_unreachable, start);
    return breaker;
}

}  // namespace

TEST_CASE("three failures in a row open a breaker, and a success closes it", "[activation][breaker]") {
    Breaker breaker;
    breaker.failed(Fault::backend_unreachable);
    breaker.failed(Fault::timeout);
    breaker.succeeded();
    breaker.failed(Fault::backend_unreachable);
    breaker.failed(Fault::timeout);
    CHECK_FALSE(breaker.is_open());
    breaker.failed(Fault::backend_unreachable);
    CHECK(breaker.is_open());
    breaker.succeeded();
    CHECK_FALSE(breaker.is_open());
    CHECK_FALSE(breaker.failing_since());
}

TEST_CASE("a terminal that is not accepted opens it at once, one request's own trouble never",
          "[activation][breaker]") {
    Breaker breaker;
    for (int i = 0; i < 10; ++i) breaker.failed(Fault::backend_malformed);
    CHECK_FALSE(breaker.is_open());
    breaker.failed(Fault::backend_auth);
    CHECK(breaker.is_open());
}

TEST_CASE("the pauses of a breaker grow from one second to thirty, a little less than that each",
          "[activation][breaker]") {
    auto breaker = open_breaker();
    auto now = start;
    for (const auto pause : {1s, 2s, 4s, 8s, 16s, 30s, 30s}) {
        CHECK(breaker.next_trial() <= now + pause);
        CHECK(breaker.next_trial() >= now + pause * 4 / 5);
        now = breaker.next_trial();
        breaker.failed(Fault::backend_unreachable, now);
    }
    CHECK(breaker.failing_since() == start);
}

TEST_CASE("what was on its way when a breaker opened does not make the pause longer",
          "[activation][breaker]") {
    auto breaker = open_breaker();
    const auto trial = breaker.next_trial();
    breaker.failed(Fault::backend_unreachable, start + 1ms);
    CHECK(breaker.next_trial() == trial);
}

TEST_CASE("after a success a breaker begins with the shortest pause again", "[activation][breaker]") {
    auto breaker = open_breaker();
    breaker.failed(Fault::backend_unreachable, start + 1h);
    breaker.succeeded();
    for (int i = 0; i < Breaker::most_failures; ++i) breaker.failed(Fault::backend_unreachable, start + 2h);
    CHECK(breaker.next_trial() <= start + 2h + 1s);
}
