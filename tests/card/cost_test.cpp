#include <sscard/virtual_card/wire.hpp>

#include "cards.hpp"
#include "catch.hpp"

using namespace sscard;
using namespace sscard::card;
using virtual_card::Engine;
using virtual_card::Metered;
using virtual_card::WireCost;

namespace {

WireCost cost_of(virtual_card::CardFile file, const FieldSet& wanted = all_fields()) {
    Engine card{std::move(file)};
    Metered metered{card};
    REQUIRE(read_card(metered, wanted, today));
    return metered.cost();
}

std::vector<std::string> commands_of(virtual_card::CardFile file, const FieldSet& wanted) {
    Engine engine{std::move(file)};
    Twisted card{engine};
    REQUIRE(read_card(card, wanted, today));
    return card.commands;
}

virtual_card::CardFile with_behaviour(const std::string& behaviour) {
    return card_with(usual_card + ", " + usual_holder + R"(, "behaviour": {)" + behaviour + "}");
}

using Commands = std::vector<std::string>;

}  // namespace

TEST_CASE("a willing card is read in 3 exchanges and 194 bytes", "[card][cost]") {
    CHECK(cost_of(sample("adult-2.00")) == WireCost{3, 194});
    CHECK(commands_of(sample("adult-2.00"), all_fields()) ==
          Commands{select_name, "00B2012D40", "00B201355B"});
}

TEST_CASE("a card of the first generation costs no exchange more", "[card][cost]") {
    CHECK(cost_of(sample("adult-1.00")) == WireCost{3, 172});
    CHECK(commands_of(sample("adult-1.00"), all_fields()).back() == "00B2013545");
}

TEST_CASE("the card number alone costs 2 exchanges and 42 bytes", "[card][cost]") {
    CHECK(cost_of(sample("adult-2.00"), fields({Field::card_number})) == WireCost{2, 42});
}

TEST_CASE("a contactless card takes the same commands", "[card][cost]") {
    auto file = sample("adult-2.00");
    file.protocol = apdu::Protocol::t1;
    CHECK(commands_of(file, all_fields()) == Commands{select_name, "00B2012D40", "00B201355B"});
}

TEST_CASE("a protected card is asked for its holder once", "[card][cost]") {
    for (const auto* status : {"6982", "6985", "6901"}) {
        CAPTURE(status);
        auto file = card_with(usual_card + ", " + usual_holder + R"(, "protected": ["holder"],
            "protected_status": ")" +
                              status + "\"");
        CHECK(cost_of(file).exchanges == 3);
    }
}

TEST_CASE("a card without a holder's file is asked for it in each way once", "[card][cost]") {
    const auto file = card_with(usual_card + R"(, "holder": null)");
    CHECK(commands_of(file, all_fields()) ==
          Commands{select_name, "00B2012D40", "00B201355B", "00A4020002EF06", "00A4000002EF06"});
}

TEST_CASE("no more is read than the fields need", "[card][cost]") {
    const auto file = sample("adult-2.00");
    CHECK(commands_of(file, fields({Field::card_number})) == Commands{select_name, "00B207280B"});
    CHECK(commands_of(file, fields({Field::region, Field::identification_number})) ==
          Commands{select_name, "00B2012812"});
    CHECK(commands_of(file, fields({Field::holder_name})) ==
          Commands{select_name, "00B2093020", "00B24E3016"});
    CHECK(commands_of(file, fields({Field::card_number, Field::id_number})) ==
          Commands{select_name, "00B207280B", "00B2083014"});
    CHECK(commands_of(file, fields({})) == Commands{select_name, "00B207280B"});  // no PSAM
    CHECK(commands_of(sample("adult-1.00"), *fields_named("holder")) ==
          Commands{select_name, "00B201355B", "00B2013545", "00B2073406"});  // there might be a 4E
    CHECK(commands_of(sample("long-name"), fields({Field::holder_name})) ==
          Commands{select_name, "00B2093020", "00B24E3016", "00B2032806"});  // 1.0 cards have no 4E
}

TEST_CASE("what a card refuses is not tried again in the same reading", "[card][cost]") {
    const auto [behaviour, exchanges] = GENERATE(table<std::string, std::uint64_t>({
        {R"("read_by_sfi": false)", 6},                          // one refusal, a SELECT for each file
        {R"("read_all": false)", 18},                            // one refusal and a SELECT, 14 records
        {R"("read_by_sfi": false, "select_ef_p1": ["00"])", 7},  // and one more refusal
        {R"("read_by_sfi": false, "read_all": false)", 20},      //
        {R"("read_by_tag": false)", 3},                          // not needed
        {R"("get_response": false)", 3},                         //
        {R"("le_zero": "data")", 3},                             //
    }));
    CAPTURE(behaviour);
    CHECK(cost_of(with_behaviour(behaviour)).exchanges == exchanges);
}

TEST_CASE("habits of a card save what they cost the first time", "[card][cost]") {
    const auto file = with_behaviour(R"("read_by_sfi": false, "select_ef_p1": ["00"], "read_by_tag": false,
                                        "read_all": false)");
    Engine first{file};
    Twisted slow{first};
    const auto reading = read_all(slow);
    REQUIRE(reading);
    Engine second{file};
    Twisted quick{second};
    const auto again = read_all(quick, reading->habits);
    REQUIRE(again);
    CHECK(again->values == reading->values);
    CHECK(again->habits == reading->habits);
    CHECK(quick.commands.size() == 1 + 2 + 7 + 7);
    CHECK(slow.commands.size() > quick.commands.size());
}

TEST_CASE("the most stubborn card is read within the bound", "[card][cost]") {
    const auto form = GENERATE(LeForm::exact, LeForm::zero, LeForm::none);
    auto file = with_behaviour(R"("read_by_sfi": false, "select_ef_p1": ["00"], "read_by_tag": false,
                                  "read_all": false, "le_zero": "data")");
    file.protocol = apdu::Protocol::t0;
    Engine engine{file};
    bool refused_name = false;
    Twisted card{engine, [&](ByteView command, apdu::Transport& inner) -> Result<Bytes> {
                     if (to_hex(command) == select_name && !std::exchange(refused_name, true))
                         return test::hex("6A82");
                     const bool read = command[1] == 0xB2;
                     if (read && form == LeForm::zero && !(command.size() == 5 && command[4] == 0))
                         return test::hex("6700");
                     if (read && form == LeForm::none && command.size() != 4) return test::hex("6700");
                     return inner.transmit(command);
                 }};
    const auto reading = read_all(card);
    REQUIRE(reading);
    CHECK((*reading)[Field::card_number] == "D2143569X");
    CHECK((*reading)[Field::birth_date] == "1949-12-31");
    CHECK(reading->habits.le == form);
    CHECK(card.commands.size() <= 40);
}
