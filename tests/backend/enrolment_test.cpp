#include "enrolment.hpp"

#include "catch.hpp"

using namespace sscard;
using namespace sscard::backend;

namespace {

Person person(std::string kind, std::optional<std::string> employed = {},
              std::optional<std::string> registered = {}) {
    return {"11010519491231002X",  "张三",      std::move(kind), std::move(employed),
            std::move(registered), std::nullopt};
}

}  // namespace

TEST_CASE("dates are days of the calendar in ISO 8601 and nothing else", "[backend][enrolment]") {
    for (const auto* good : {"2026-11-22", "2024-02-29", "0001-01-01"}) CHECK(is_iso_date(good));
    for (const auto* bad :
         {"", "2026-11-2", "2026-13-01", "2026-00-01", "2026-02-29", "2026-11-31", "2026/11/22", "20261122",
          "2026-11-22 ", "+026-11-22", "2026-1 -22", "2026--1-22"}) {
        INFO(bad);
        CHECK_FALSE(is_iso_date(bad));
    }
}

TEST_CASE("an employee is to be registered within 30 days, the first not counted", "[backend][enrolment]") {
    CHECK(registration_due_on("2024-09-01") == "2024-10-01");
    CHECK(registration_due_on("2024-01-30") == "2024-02-29");
    CHECK(registration_due_on("2023-12-31") == "2024-01-30");
}

TEST_CASE("late days run from the due day to the registration, or to today", "[backend][enrolment]") {
    const auto late = [](std::optional<std::string> registered, const std::string& today) {
        return enrolment_of(person("employee", "2024-09-01", std::move(registered)), today)->days_late;
    };
    CHECK(late("2024-09-15", "2026-11-22") == 0);
    CHECK(late("2024-10-01", "2026-11-22") == 0);
    CHECK(late("2024-10-02", "2026-11-22") == 1);
    CHECK(late(std::nullopt, "2024-10-01") == 0);
    CHECK(late(std::nullopt, "2024-11-01") == 31);
}

TEST_CASE("who is no employee has neither due day nor late days", "[backend][enrolment]") {
    for (const auto* kind : {"self_employed", "part_time", "flexible"}) {
        const auto enrolment = enrolment_of(person(kind, "2024-09-01", "2024-12-01"), "2026-11-22");
        REQUIRE(enrolment);
        CHECK(enrolment->kind == kind);
        CHECK(enrolment->registered_on == "2024-12-01");
        CHECK_FALSE(enrolment->due_on);
        CHECK_FALSE(enrolment->days_late);
    }
    CHECK_FALSE(enrolment_of(person("employee"), "2026-11-22")->due_on);
    CHECK_FALSE(enrolment_of(person(""), "2026-11-22"));
    CHECK_FALSE(enrolment_of(person("none"), "2026-11-22"));
}
