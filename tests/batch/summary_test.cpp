#include <sscard/batch/summary.hpp>

#include "catch.hpp"

using namespace sscard;
using activation::RowOutcome;
using activation::State;
using batch::Summary;
using std::chrono::milliseconds;

namespace {

constexpr auto moment = "2026-11-22T10:00:00+08:00";

RowOutcome entry(std::int64_t row, State state, const char* at) {
    RowOutcome known;
    known.row = row;
    known.state = state;
    known.first_at = known.last_at = at;
    return known;
}

RowOutcome asked(std::int64_t row, State state, const char* at = moment) {
    auto known = entry(row, state, at);
    known.request_no = "R" + std::to_string(row);
    known.operator_id = "7";
    return known;
}

RowOutcome noted(std::int64_t row, State state, const char* code) {
    auto known = entry(row, state, moment);
    known.reason_code = code;
    return known;
}

RowOutcome took(std::int64_t row, milliseconds time) {
    auto known = asked(row, State::activated);
    known.took = time;
    return known;
}

std::int64_t all(const activation::RowCounts& counts) {
    return std::accumulate(counts.rows.begin(), counts.rows.end(), std::int64_t{0});
}

}  // namespace

TEST_CASE("the counts add up to the rows of the file, whatever the journal knows", "[batch][summary]") {
    Summary summary{10};
    CHECK(summary.counts()[State::not_sent] == 10);
    CHECK(summary.counts().last_at.empty());
    summary.add(asked(1, State::activated));
    summary.add(asked(2, State::intended));
    summary.add(asked(3, State::unknown));
    summary.add(noted(4, State::invalid, "id_number_form"));
    summary.add(asked(7, State::not_sent));
    const auto counts = summary.counts();
    CHECK(counts[State::activated] == 1);
    CHECK(counts[State::unknown] == 2);
    CHECK(counts[State::intended] == 0);
    CHECK(counts[State::invalid] == 1);
    CHECK(counts[State::not_sent] == 6);
    CHECK(all(counts) == 10);
    CHECK(summary.not_in_journal() == 5);
}

TEST_CASE("the last entry is the newest one, wherever its clock stands", "[batch][summary]") {
    Summary summary{3};
    summary.add(asked(1, State::activated, "2026-11-22T10:00:00+08:00"));
    summary.add(asked(2, State::activated, "2026-11-22T03:00:00+00:00"));
    summary.add(asked(3, State::activated, "2026-11-22T10:59:59+08:00"));
    CHECK(summary.counts().last_at == "2026-11-22T03:00:00+00:00");
}

TEST_CASE("reasons are counted by outcome, the most frequent first", "[batch][summary]") {
    Summary summary{6};
    summary.add(noted(1, State::invalid, "id_number_form"));
    summary.add(noted(2, State::refused, "card_lost"));
    summary.add(noted(3, State::refused, "card_lost"));
    summary.add(noted(4, State::refused, "name_mismatch"));
    summary.add(asked(5, State::activated));
    const auto reasons = summary.reasons();
    REQUIRE(reasons.size() == 3);
    CHECK(reasons[0].outcome == State::refused);
    CHECK(reasons[0].code == "card_lost");
    CHECK(reasons[0].rows == 2);
    CHECK(summary.other_reasons() == 0);
}

TEST_CASE("more reasons and operators than there is room for are counted together", "[batch][summary]") {
    constexpr std::int64_t rows = 250;
    Summary summary{rows};
    for (std::int64_t row = 1; row <= rows; ++row) {
        auto known = asked(row, State::refused);
        known.operator_id = "operator " + std::to_string(row);
        known.reason_code = "reason " + std::to_string(row);
        summary.add(known);
        summary.add(known);
    }
    CHECK(summary.reasons().size() == Summary::most_lines);
    CHECK(summary.reasons().front().rows == 2);
    CHECK(summary.other_reasons() == 2 * (rows - 100));
    CHECK(summary.operators().size() == Summary::most_lines);
    CHECK(summary.other_operators()[State::refused] == 2 * (rows - 100));
}

TEST_CASE("operators are those who asked, the busiest first", "[batch][summary]") {
    Summary summary{5};
    auto nobody = asked(1, State::refused);
    nobody.operator_id.reset();
    summary.add(nobody);
    summary.add(asked(2, State::activated));
    summary.add(asked(3, State::intended));
    summary.add(noted(4, State::invalid, "id_number_form"));
    const auto operators = summary.operators();
    REQUIRE(operators.size() == 2);
    CHECK(operators[0].operator_id == "7");
    CHECK(operators[0].counts[State::activated] == 1);
    CHECK(operators[0].counts[State::unknown] == 1);
    CHECK_FALSE(operators[1].operator_id);
    CHECK(operators[1].counts[State::refused] == 1);
}

TEST_CASE("the slowest rows are kept, the slowest first", "[batch][summary]") {
    Summary summary{100};
    for (std::int64_t row = 1; row <= 100; ++row) summary.add(took(row, milliseconds{row * 37 % 101}));
    REQUIRE(summary.slowest().size() == 20);
    CHECK(summary.slowest().front().took == milliseconds{100});
    CHECK(summary.slowest().back().took == milliseconds{81});
    CHECK(summary.durations().count() == 100);
    CHECK(summary.durations().of_percent(50) == milliseconds{50});
}

TEST_CASE("of rows that took the same time the first ones are the slowest", "[batch][summary]") {
    Summary summary{30};
    for (std::int64_t row = 1; row <= 30; ++row) summary.add(took(row, milliseconds{5}));
    CHECK(summary.slowest().front().row == 1);
    CHECK(summary.slowest().back().row == 20);
}

TEST_CASE("a row that shares a request counts as a row, and the request once", "[batch][summary]") {
    Summary summary{2};
    auto first = took(1, milliseconds{40});
    summary.add(first);
    first.row = 2;
    first.same_as = 1;
    summary.add(first);
    CHECK(summary.counts()[State::activated] == 2);
    CHECK(summary.durations().count() == 1);
    CHECK(summary.slowest().size() == 1);
    CHECK(summary.timeline().bins().front().all() == 2);
}

TEST_CASE("the first rows that did not succeed are to be worked off, and all are counted",
          "[batch][summary]") {
    Summary summary{1000};
    for (std::int64_t row = 1; row <= 400; ++row)
        summary.add(asked(row, row % 2 == 0 ? State::already_active : State::pending));
    REQUIRE(summary.to_work_off().size() == 100);
    CHECK(summary.to_work_off().front().row == 1);
    CHECK(summary.to_work_off().back().row == 199);
    CHECK(summary.to_work_off_in_all() == 200);
    CHECK(summary.not_in_journal() == 600);
}

TEST_CASE("the timeline has what was decided: not what was cut short or never sent", "[batch][summary]") {
    Summary summary{9};
    const State states[] = {State::activated, State::already_active, State::refused,
                            State::invalid,   State::pending,        State::unknown,
                            State::intended,  State::sent,           State::not_sent};
    for (std::int64_t row = 1; row <= 9; ++row) summary.add(asked(row, states[row - 1]));
    summary.add(asked(10, State::activated, "no time"));
    REQUIRE(summary.timeline().bins().size() == 1);
    CHECK(summary.timeline().bins()[0].rows == std::array<std::int64_t, 3>{2, 2, 2});
}
