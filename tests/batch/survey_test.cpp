#include <sscard/batch/survey.hpp>

#include "batch_file.hpp"

using namespace sscard;
using namespace sscard::batch;
using namespace sscard::testing;
using activation::State;

namespace {

const Check check{{}, "2026-11-22"};

/// Of every row: "sent", "invalid", "refused", or the number of the row that is sent in its place.
std::vector<std::string> fates(const std::string& rows) {
    const BatchFile file{header + rows};
    auto input = file.open();
    const auto found = survey(input, check, never_stopped);
    REQUIRE(found);
    std::vector<std::string> all;
    std::uint64_t invalid = 0;
    for (const auto& row : rows_of(input)) {
        const auto verdict = found->verdict(check, row);
        if (verdict.state == State::invalid) ++invalid;
        all.push_back(verdict.state == State::invalid   ? "invalid"
                      : verdict.state == State::refused ? "refused"
                      : verdict.same_as == 0            ? "sent"
                                                        : std::to_string(verdict.same_as));
    }
    CHECK(found->rows == all.size());
    CHECK(found->invalid == invalid);
    return all;
}

using Fates = std::vector<std::string>;

}  // namespace

TEST_CASE("a survey counts rows and tells all mistakes with row, line and column", "[batch][survey]") {
    const BatchFile file{header + zhang + "\n" + replaced(li, "110105198001010016", "110105198001010017") +
                         "1,2,3,\n" + replaced(li, "110105198001010016", "110105202001010015") +
                         replaced(li, "A10000007", "A10000016")};
    auto input = file.open();
    const auto found = survey(input, check, never_stopped);
    REQUIRE(found);
    CHECK(found->rows == 5);
    CHECK(found->refused == 0);  // the third row disagrees with the second about its card
    CHECK(found->duplicates == 0);
    std::vector<std::string> mistakes;
    for (const auto& [row, line, mistake] : found->mistakes.first)
        mistakes.push_back(std::to_string(row) + " " + std::to_string(line) + " " +
                           std::string{mistake.column} + " " + std::string{mistake.code});
    CHECK(mistakes == std::vector<std::string>{
                          "2 4 id_number id_number_check",
                          "2 4 card_number card_disagrees",
                          "3 5 id_number id_number_form",
                          "3 5 card_number card_number_form",
                          "3 5 identification_number identification_number_form",
                          "4 6 card_number card_disagrees",
                      });
    CHECK(found->mistakes.count == 6);
    REQUIRE(found->warnings.first.size() == 1);
    CHECK(found->warnings.first[0].row == 5);
    CHECK(rows_of(input).size() == 5);  // it is begun anew
}

TEST_CASE("a card that stands several times is one request, of its first row", "[batch][twins]") {
    CHECK(fates(zhang + li + zhang + li + zhang) == Fates{"sent", "sent", "1", "2", "1"});
    CHECK(fates(zhang + replaced(replaced(zhang, "X", "x"), "FFFF", "ffff")) == Fates{"sent", "1"});
    CHECK(fates(zhang + replaced(zhang, "张三", "")) == Fates{"sent", "1"});
}

TEST_CASE("a row that is not sent does not stand for another", "[batch][twins]") {
    const auto too_long_a_name = replaced(zhang, "张三", std::string(301, 'n'));
    CHECK(fates(too_long_a_name + zhang + zhang) == Fates{"invalid", "sent", "2"});
    CHECK(fates(too_long_a_name + too_long_a_name) == Fates{"invalid", "invalid"});
    CHECK(fates(zhang + too_long_a_name) == Fates{"sent", "invalid"});
    const auto child = replaced(li, "110105198001010016", "110105202001010015");
    CHECK(fates(child + child) == Fates{"refused", "refused"});
}

TEST_CASE("a card of two holders, or with two chips, is sent for nobody", "[batch][twins]") {
    const auto other_holder = replaced(zhang, "11010519491231002X", "110105198001010016");
    const auto other_chip = replaced(zhang, "00000001FFFF", "00000002FFFF");
    CHECK(fates(zhang + li + other_holder) == Fates{"invalid", "sent", "invalid"});
    CHECK(fates(zhang + zhang + other_chip) == Fates{"invalid", "invalid", "invalid"});

    const BatchFile file{header + zhang + li + zhang + other_holder};
    auto input = file.open();
    const auto found = survey(input, check, never_stopped);
    REQUIRE(found->mistakes.first.size() == 3);
    CHECK(found->mistakes.first[0].mistake.words == std::vector<std::string>{"4"});
    CHECK(found->mistakes.first[1].mistake.words == std::vector<std::string>{"4"});
    CHECK(found->mistakes.first[2].mistake.words == std::vector<std::string>{"1"});
}

TEST_CASE("of many mistakes the first thousand are kept and all are counted", "[batch][survey]") {
    std::string rows;
    for (int i = 0; i < 1001; ++i) rows += "1,2,310000D15600000500000001FFFFFFFF,\n";
    const BatchFile file{header + rows};
    auto input = file.open();
    const auto found = survey(input, check, never_stopped);
    CHECK(found->invalid == 1001);
    CHECK(found->mistakes.count == 2002);
    REQUIRE(found->mistakes.first.size() == Findings::most_kept);
    CHECK(found->mistakes.first.back().row == 500);
}

TEST_CASE("a survey ends when it is told to, and with the file's mistake", "[batch][survey]") {
    const BatchFile file{header + zhang};
    auto input = file.open();
    const StopFlag stopped{true};
    CHECK(survey(input, check, stopped).error().fault == Fault::interrupted);

    const BatchFile broken{header + zhang + "\""};
    auto rows = broken.open();
    CHECK(survey(rows, check, never_stopped).error().fault == Fault::input);
}
