#include "deep_cards.hpp"
#include "person.hpp"

using namespace sscard;
using namespace sscard::card;
using State = FileReading::State;

namespace {

const std::string behind_a_pin =
    R"(, "pin": {"value": "123456"}, "rights": {"DF01/EF05": "pin", "DF02/EF06": "pin"}, "files": {
        "DF01/EF05": {"records": ["20023130"]}, "DF02/EF06": {"records": ["4C0420130630"]}})";

/// Commands that carry a PIN.
auto tries(const Twisted& card) {
    return std::count_if(card.commands.begin(), card.commands.end(), [](const auto& command) {
        return command.starts_with("0020") && command.size() > std::string_view{"0020000000"}.size();
    });
}

}  // namespace

TEST_CASE("the PIN opens what it opens, and is sent once", "[card][deep][pin]") {
    virtual_card::Engine engine{card_with(usual_card + behind_a_pin)};
    Twisted card{engine};
    Person person;
    const auto reading = read_applications(card, {}, Images::left_alone, person.use());
    REQUIRE(reading);
    CHECK(file_at(*reading, "DF01/EF05").state == State::read);
    CHECK(file_at(*reading, "DF02/EF06").state == State::read);
    REQUIRE(reading->pin);
    CHECK(reading->pin->kind == PinState::Kind::set);
    CHECK(reading->warnings.empty());
    CHECK(person.asked == 1);
    CHECK(tries(card) == 1);
}

TEST_CASE("without a PIN to use the card is not even asked about it", "[card][deep][pin]") {
    virtual_card::Engine engine{card_with(usual_card + behind_a_pin)};
    Twisted card{engine};
    const auto reading = deep_reading_of(card);
    CHECK(file_at(reading, "DF01/EF05").state == State::needs_right);
    CHECK_FALSE(reading.pin);
    for (const auto& command : card.commands) CHECK_FALSE(command.starts_with("0020"));
}

TEST_CASE("a wrong PIN ends the reading and is not tried again", "[card][deep][pin]") {
    virtual_card::Engine engine{card_with(usual_card + behind_a_pin)};
    Twisted card{engine};
    Person person{"654321"};
    const auto reading = read_applications(card, {}, Images::left_alone, person.use());
    REQUIRE_FALSE(reading);
    CHECK(reading.error().fault == Fault::pin);
    CHECK(tries(card) == 1);
    CHECK(ask_pin_state(engine).value().tries_left == 2);
}

TEST_CASE("a card without a PIN is read all the same, with a warning", "[card][deep][pin]") {
    virtual_card::Engine card{
        card_with(usual_card + R"(, "files": {"DF01/EF05": {"records": ["20023130"]}})")};
    Person person;
    const auto reading = read_applications(card, {}, Images::left_alone, person.use());
    REQUIRE(reading);
    CHECK(file_at(*reading, "DF01/EF05").state == State::read);
    CHECK(warnings_of(*reading) == Lines{"no_pin pin"});
    CHECK(person.asked == 0);
}

TEST_CASE("what stays protected after the PIN is named with what it needs", "[card][deep][pin]") {
    virtual_card::Engine card{card_with(usual_card + R"(, "pin": {"value": "123456"},
        "rights": {"DF01/EF05": "pin"}, "protected": ["DF02/EF06"], "files": {
        "DF01/EF05": {"records": ["20023130"]}, "DF02/EF06": {"records": ["4C0420130630"]}})")};
    Person person;
    const auto reading = read_applications(card, {}, Images::left_alone, person.use());
    REQUIRE(reading);
    CHECK(file_at(*reading, "DF01/EF05").state == State::read);
    CHECK(file_at(*reading, "DF02/EF06").state == State::needs_right);
}

TEST_CASE("a card that forgets the PIN with the environment keeps it from sibling to sibling",
          "[card][deep][pin]") {
    virtual_card::Engine engine{card_with(usual_card + behind_a_pin)};
    Twisted card{engine, [](ByteView command, apdu::Transport& inner) {
                     if (to_hex(command) == select_name) (void)inner.transmit(test::hex("00A40000023F00"));
                     return inner.transmit(command);
                 }};
    Person person;
    const auto reading = read_applications(card, {}, Images::left_alone, person.use());
    REQUIRE(reading);
    CHECK(file_at(*reading, "DF01/EF05").state == State::read);
    CHECK(file_at(*reading, "DF02/EF06").state == State::read);
}

TEST_CASE("applications that their siblings do not see are found with the PIN too", "[card][deep][pin]") {
    virtual_card::Engine engine{card_with(usual_card + behind_a_pin)};
    bool in_application = false;
    Twisted card{engine, [&](ByteView command, apdu::Transport& inner) -> Result<Bytes> {
                     const auto hex = to_hex(command);
                     const bool by_name = hex.starts_with("00A40400");
                     if (by_name && hex != select_name && in_application) return Bytes{0x6A, 0x82};
                     if (hex.starts_with("00A4000002DF") || hex.starts_with("00A4010002DF"))
                         return Bytes{0x6A, 0x82};
                     if (by_name) in_application = hex != select_name;
                     return inner.transmit(command);
                 }};
    Person person;
    const auto reading = read_applications(card, {}, Images::left_alone, person.use());
    REQUIRE(reading);
    CHECK(file_at(*reading, "DF02/EF06").state == State::read);
    CHECK(tries(card) == 1);
}
