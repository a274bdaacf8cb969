#include "batch_progress.hpp"

#include "catch.hpp"

using namespace sscard;
using namespace sscard::tool;
using activation::State;

namespace {

const std::vector<std::string> pieces{"[##..] 2/4", "  0:01:00 left", "  activated 123", ", refused 300"};

activation::RowCounts counts(std::initializer_list<std::pair<State, std::int64_t>> of) {
    activation::RowCounts counts;
    for (const auto& [state, rows] : of) counts.rows.at(static_cast<std::size_t>(state)) = rows;
    return counts;
}

}  // namespace

TEST_CASE("a line that has room is whole", "[tool][progress]") {
    const std::string whole = "[##..] 2/4  0:01:00 left  activated 123, refused 300";
    CHECK(fitted(pieces, 1000) == whole);
    CHECK(fitted(pieces, whole.size()) == whole);
    CHECK(fitted({}, 10).empty());
}

TEST_CASE("a line without room leaves out whole pieces, the last ones first", "[tool][progress]") {
    CHECK(fitted(pieces, 51) == "[##..] 2/4  0:01:00 left  activated 123 …");
    CHECK(fitted(pieces, 41) == "[##..] 2/4  0:01:00 left  activated 123 …");
    CHECK(fitted(pieces, 40) == "[##..] 2/4  0:01:00 left …");
    CHECK(fitted(pieces, 25) == "[##..] 2/4 …");
    CHECK(fitted(pieces, 5) == " …");
    CHECK(fitted({"已激活 12", ", 拒绝 3"}, 11) == "已激活 12 …");
}

TEST_CASE("open rows are done when it is known what became of them", "[tool][progress]") {
    BatchProgress progress{counts({{State::activated, 20},
                                   {State::intended, 1},
                                   {State::sent, 2},
                                   {State::unknown, 3},
                                   {State::refused, 4},
                                   {State::not_sent, 70}}),
                           100, false};
    CHECK(progress.rows_done() == 24);
    progress.became({25, State::unknown, State::activated});
    progress.became({21, State::intended, State::refused});
    CHECK(progress.rows_done() == 26);
    progress.became({31, State::not_sent, State::unknown});
    CHECK(progress.rows_done() == 26);
    progress.became({31, State::unknown, State::pending});
    CHECK(progress.rows_done() == 27);
}

TEST_CASE("a row that waits for another one is done", "[tool][progress]") {
    BatchProgress progress{counts({{State::not_sent, 2}}), 2, false};
    progress.became({2, State::not_sent, State::not_sent, {}, 1});
    CHECK(progress.rows_done() == 1);
}
