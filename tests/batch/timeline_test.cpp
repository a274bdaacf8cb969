#include <random>
#include <sscard/batch/timeline.hpp>

#include "catch.hpp"

using namespace std::chrono;
using sscard::batch::Group;
using sscard::batch::Timeline;

namespace {

constexpr sys_seconds noon{sys_days{2026y / November / 22d} + 12h};

std::int64_t sum(const Timeline& timeline) {
    std::int64_t rows = 0;
    for (const auto& bin : timeline.bins()) rows += bin.all();
    return rows;
}

}  // namespace

TEST_CASE("a batch of one second is one bin of one second", "[batch][timeline]") {
    Timeline timeline;
    CHECK(timeline.empty());
    CHECK(timeline.bins().empty());
    for (int i = 0; i < 5; ++i) timeline.add(noon, Group::succeeded);
    timeline.add(noon, Group::open);
    const auto bins = timeline.bins();
    REQUIRE(bins.size() == 1);
    CHECK(bins[0].begins == noon);
    CHECK(bins[0].rows == std::array<std::int64_t, 3>{5, 0, 1});
    CHECK(timeline.width() == 1s);
}

TEST_CASE("rows come in any order, and time in which nothing happened is there", "[batch][timeline]") {
    Timeline timeline;
    timeline.add(noon + 3s, Group::refused);
    timeline.add(noon, Group::succeeded);
    const auto bins = timeline.bins();
    REQUIRE(bins.size() == 4);
    CHECK(bins[0].rows == std::array<std::int64_t, 3>{1, 0, 0});
    CHECK(bins[1].all() == 0);
    CHECK(bins[3].rows == std::array<std::int64_t, 3>{0, 1, 0});
    CHECK(bins[3].begins == noon + 3s);
    CHECK(timeline.first() == noon);
    CHECK(timeline.last() == noon + 3s);
}

TEST_CASE("60 bins are not too many, and one second more makes them wider", "[batch][timeline]") {
    Timeline timeline;
    for (int i = 0; i < 60; ++i) timeline.add(noon + seconds{i}, Group::succeeded);
    CHECK(timeline.bins().size() == 60);
    timeline.add(noon + 60s, Group::succeeded);
    CHECK(timeline.width() == 5s);
    const auto bins = timeline.bins();
    REQUIRE(bins.size() == 13);
    CHECK(bins[0].all() == 5);
    CHECK(bins[12].all() == 1);
}

TEST_CASE("a batch that was resumed days later fits, whatever its order", "[batch][timeline]") {
    Timeline timeline;
    timeline.add(noon + 72h, Group::succeeded);
    timeline.add(noon, Group::succeeded);
    timeline.add(noon + 1s, Group::refused);
    CHECK(timeline.width() == 3h);
    const auto bins = timeline.bins();
    REQUIRE(bins.size() == 25);
    CHECK(bins.front().rows == std::array<std::int64_t, 3>{1, 1, 0});
    CHECK(bins.back().all() == 1);
    CHECK(bins.back().begins == noon + 72h);
}

TEST_CASE("no clock is so wrong that a row is lost, or that the bins are many", "[batch][timeline]") {
    std::mt19937_64 dice{1};  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same each time
    for (const auto reach :
         {seconds{100}, seconds{hours{30}}, seconds{days{40'000}}, seconds{days{3'000'000}}}) {
        Timeline timeline;
        std::uniform_int_distribution<std::int64_t> any{-reach.count(), reach.count()};
        for (int i = 0; i < 1000; ++i) timeline.add(sys_seconds{seconds{any(dice)}}, Group::open);
        const auto bins = timeline.bins();
        CHECK(sum(timeline) == 1000);
        CHECK(bins.size() <= 60);
        CHECK(bins.size() > 5);
        CHECK(bins.front().begins.time_since_epoch() % timeline.width() == 0s);
        CHECK(bins.front().all() > 0);
        CHECK(bins.back().all() > 0);
    }
}
