#include <sscard/activation/dates.hpp>
#include <sscard/activation/enrolment.hpp>

#include "catch.hpp"

using namespace sscard::activation;

namespace {

std::set<std::chrono::sys_days> days(std::initializer_list<const char*> dates) {
    std::set<std::chrono::sys_days> all;
    for (const auto* date : dates) all.insert(day_in(date).value());
    return all;
}

/// As the State Council announced the autumn of 2024.
Calendar autumn_2024() {
    return {days({"2024-09-16", "2024-09-17", "2024-10-01", "2024-10-02", "2024-10-03", "2024-10-04",
                  "2024-10-07"}),
            days({"2024-09-14", "2024-09-29", "2024-10-12"})};
}

Enrolment enrolment(const std::string& employed_on, std::optional<std::string> registered_on = {}) {
    return {"employee", employed_on, std::move(registered_on), {}, {}};
}

std::string due(const std::string& employed_on, const Calendar& calendar = {}) {
    return with_deadline(enrolment(employed_on), calendar, *day_in("2024-11-01")).due_on.value();
}

int late(std::optional<std::string> registered_on, const std::string& today) {
    return with_deadline(enrolment("2024-09-01", std::move(registered_on)), autumn_2024(), *day_in(today))
        .days_late.value();
}

}  // namespace

TEST_CASE("an employee is to be registered within 30 days, the first not counted",
          "[activation][enrolment]") {
    CHECK(due("2024-09-02") == "2024-10-02");
    CHECK(due("2024-01-30") == "2024-02-29");
    CHECK(due("2023-12-31") == "2024-01-30");
}

TEST_CASE("a last day on a public holiday moves to the next day that is worked", "[activation][enrolment]") {
    CHECK(due("2024-09-01", autumn_2024()) == "2024-10-08");
    CHECK(due("2024-08-31", autumn_2024()) == "2024-09-30");
}

TEST_CASE("a last day on a weekend moves too, unless that weekend is worked", "[activation][enrolment]") {
    CHECK(due("2024-03-01") == "2024-04-01");                 // 31 March: a Sunday
    CHECK(due("2024-08-30", autumn_2024()) == "2024-09-29");  // a Sunday that is worked
    CHECK(due("2024-09-12", autumn_2024()) == "2024-10-12");  // a Saturday that is worked
}

TEST_CASE("a calendar without a working day moves nothing and ends", "[activation][enrolment]") {
    Calendar never;
    for (int i = 0; i < 200; ++i) never.holidays.insert(*day_in("2024-09-01") + std::chrono::days{i});
    CHECK(due("2024-09-01", never) == "2024-10-01");
}

TEST_CASE("late days run from the due day to the registration, or to today", "[activation][enrolment]") {
    CHECK(late("2024-09-15", "2026-11-22") == 0);
    CHECK(late("2024-10-08", "2026-11-22") == 0);
    CHECK(late("2024-10-09", "2026-11-22") == 1);
    CHECK(late(std::nullopt, "2024-10-08") == 0);
    CHECK(late(std::nullopt, "2024-11-08") == 31);
}

TEST_CASE("who is no employee has neither due day nor late days", "[activation][enrolment]") {
    for (const auto* kind : {"self_employed", "part_time", "flexible"}) {
        auto told = enrolment("2024-09-01", "2024-12-01");
        told.kind = kind;
        told.due_on = "2024-10-08";
        told.days_late = 54;
        const auto shown = with_deadline(std::move(told), autumn_2024(), *day_in("2026-11-22"));
        CHECK(shown.registered_on == "2024-12-01");
        CHECK_FALSE(shown.due_on);
        CHECK_FALSE(shown.days_late);
    }
}

TEST_CASE("what the authority says itself stays", "[activation][enrolment]") {
    auto told = enrolment("2024-09-01", "2024-10-20");
    told.due_on = "2024-10-15";
    CHECK(with_deadline(told, autumn_2024(), *day_in("2026-11-22")).days_late == 5);
    told.days_late = 3;
    const auto shown = with_deadline(told, autumn_2024(), *day_in("2026-11-22"));
    CHECK(shown.due_on == "2024-10-15");
    CHECK(shown.days_late == 3);
}

TEST_CASE("without the days there is no deadline", "[activation][enrolment]") {
    CHECK_FALSE(with_deadline({"employee", {}, {}, {}, {}}, {}, *day_in("2026-11-22")).due_on);
    CHECK_FALSE(with_deadline(enrolment("soon"), {}, *day_in("2026-11-22")).due_on);
    CHECK_FALSE(with_deadline(enrolment("2024-09-01", "soon"), {}, *day_in("2026-11-22")).days_late);
}
