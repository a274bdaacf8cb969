#include <sscard/batch/check.hpp>

#include "batch_file.hpp"

using namespace sscard;
using namespace sscard::batch;
using namespace sscard::testing;
using activation::State;

namespace {

constexpr auto child = "110105202001010015";  // born 2020-01-01

Row good_row() {
    Row row;
    row.number = 1;
    row.line = 2;
    row.field(Column::id_number) = "11010519491231002X";
    row.field(Column::card_number) = "D2143569X";
    row.field(Column::identification_number) = "310000D15600000500000001FFFFFFFF";
    return row;
}

Row with(std::vector<std::pair<Column, std::string>> fields) {
    auto row = good_row();
    for (auto& [column, text] : fields) row.field(column) = std::move(text);
    return row;
}

activation::Request base() {
    activation::Request request;
    request.actor.outlet = "outlet";
    return request;
}

Verdict verdict(const Row& row) { return Check{base(), "2026-11-22"}.of(row); }

/// Columns and codes of all mistakes.
std::vector<std::string> mistakes(const Row& row) {
    const auto found = verdict(row);
    CHECK(found.state == (found.mistakes.empty() ? State::not_sent : State::invalid));
    std::vector<std::string> all;
    for (const auto& mistake : found.mistakes) {
        CHECK(mistake.sentence != nullptr);
        all.push_back(std::string{mistake.column} + " " + std::string{mistake.code});
    }
    return all;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("three numbers are enough; the rest comes from who asks", "[batch][check]") {
    const auto found = verdict(good_row());
    CHECK(found.state == State::not_sent);
    CHECK(found.mistakes.empty());
    CHECK(found.warnings.empty());
    CHECK(found.same_as == 0);
    auto expected = base();
    expected.holder.id_number = "11010519491231002X";
    expected.card.number = "D2143569X";
    expected.card.identification_number = "310000D15600000500000001FFFFFFFF";
    CHECK(found.request == expected);
}

TEST_CASE("all columns become a request, letters in upper case", "[batch][check]") {
    const auto found = verdict(with({{Column::id_number, "11010519491231002x"},
                                     {Column::card_number, "d2143569x"},
                                     {Column::identification_number, "310000d15600000500000001ffffffff"},
                                     {Column::name, "张三"},
                                     {Column::region, "310000"},
                                     {Column::agent_name, "li"},
                                     {Column::agent_id_number, "110105198001010016"},
                                     {Column::agent_relation, "relative"},
                                     {Column::agent_phone, "13800000000"}}));
    CHECK(found.state == State::not_sent);
    CHECK(found.request.holder == activation::Holder{"11010519491231002X", "张三"});
    CHECK(found.request.card.number == "D2143569X");
    CHECK(found.request.card.identification_number == "310000D15600000500000001FFFFFFFF");
    CHECK(found.request.card.region == "310000");
    CHECK(found.request.agent ==
          activation::Agent{"li", "110105198001010016", activation::Relation::relative, "13800000000"});
}

TEST_CASE("every column has a form", "[batch][check]") {
    struct Case {
        Column column;
        std::string code;
        Strings values;
    };
    for (const auto& [column, code, values] : std::vector<Case>{
             {Column::id_number,
              "id_number_form",
              {"", "1", "11010519491231002XX", "1101051949123100-X", "11010519491231002\xEF"}},
             {Column::card_number,
              "card_number_form",
              {"", "D2143569", "D2143569XX", "D2143569-", "D2143569 "}},
             {Column::identification_number,
              "identification_number_form",
              {"", "310000D15600000500000001FFFFFFF", "310000D15600000500000001FFFFFFFG"}},
             {Column::name, "name_form", {std::string(301, 'n'), "a\nb", std::string{"a\0b", 3}, "\x7F"}},
             {Column::region, "region_form", {"31000", "3100000", "31000A"}},
         })
        for (const auto& value : values) {
            INFO(value);
            CHECK(mistakes(with({{column, value}})) == Strings{std::string{word(column)} + " " + code});
        }
    CHECK(mistakes(with({{Column::name, std::string(300, 'n')}})).empty());
}

TEST_CASE("all mistakes of a row are told at once", "[batch][check]") {
    CHECK(mistakes(with({{Column::id_number, ""}, {Column::card_number, "1"}, {Column::region, "x"}})) ==
          Strings{"id_number id_number_form", "card_number card_number_form", "region region_form"});
}

TEST_CASE("what could not be read is one mistake", "[batch][check]") {
    auto row = with({{Column::id_number, ""}});
    row.mistakes.push_back({"id_number", "no_text", "sentence", {}});
    CHECK(mistakes(row) == Strings{"id_number no_text"});
}

TEST_CASE("a citizen's number has a check digit, and a number of another form has none", "[batch][check]") {
    CHECK(mistakes(with({{Column::id_number, "110105194912310021"}})) ==
          Strings{"id_number id_number_check"});
    CHECK(mistakes(with({{Column::id_number, "810000199408230021"}})).empty());
    CHECK(mistakes(with({{Column::id_number, "ABC123456789012345"}})).empty());
}

TEST_CASE("a wrong check character of a card number is a warning", "[batch][check]") {
    const auto found = verdict(with({{Column::card_number, "D21435690"}}));
    CHECK(found.state == State::not_sent);
    REQUIRE(found.warnings.size() == 1);
    CHECK(found.warnings[0].code == "card_number_check");
    CHECK(verdict(with({{Column::card_number, "x"}})).warnings.empty());
}

TEST_CASE("an agent is named wholly or not at all", "[batch][check]") {
    const std::vector<std::pair<Column, std::string>> agent{{Column::agent_name, "li"},
                                                            {Column::agent_id_number, "110105198001010016"},
                                                            {Column::agent_relation, "guardian"}};
    CHECK(mistakes(with(agent)).empty());
    for (const auto& [missing, text] : agent) {
        auto row = with(agent);
        row.field(missing).clear();
        CHECK(mistakes(row) == Strings{std::string{word(missing)} + " agent_incomplete"});
    }
    CHECK(mistakes(with({{Column::agent_phone, "1"}})).size() == 3);
    auto row = with(agent);
    row.field(Column::agent_relation) = "uncle";
    row.field(Column::agent_id_number) = "110105198001010017";
    CHECK(mistakes(row) == Strings{"agent_relation agent_relation_form", "agent_id_number id_number_check"});
}

TEST_CASE("a row that a rule forbids is refused with the rule's reason", "[batch][check]") {
    const auto found = verdict(with({{Column::id_number, child}}));
    CHECK(found.state == State::refused);
    CHECK(found.mistakes.empty());
    REQUIRE(found.reason);
    CHECK(found.reason->code == "minor_needs_guardian");

    const auto guarded = verdict(with({{Column::id_number, child},
                                       {Column::agent_name, "li"},
                                       {Column::agent_id_number, "110105198001010016"},
                                       {Column::agent_relation, "guardian"}}));
    CHECK(guarded.state == State::not_sent);
}
