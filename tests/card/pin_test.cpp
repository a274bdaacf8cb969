#include <sscard/card/application.hpp>
#include <sscard/card/pin.hpp>

#include "cards.hpp"
#include "catch.hpp"
#include "person.hpp"

using namespace sscard;
using namespace sscard::card;
using test::ScriptedCard;
using Kind = PinState::Kind;

namespace {

const std::string ask = "0020000000";

Pin pin(std::string_view digits) {
    auto made = Pin::from_digits(as_bytes(digits));
    if (!made) throw std::invalid_argument{"no PIN"};
    return *std::move(made);
}

Error error_of(const auto& result) {
    REQUIRE(!result);
    return result.error();
}

/// A card in its environment, with this PIN.
struct Open {
    explicit Open(const std::string& members) : card{card_with(usual_card + members)} {
        REQUIRE(select_environment(card));
    }
    PinState state() { return ask_pin_state(card).value(); }

    virtual_card::Engine card;
};

}  // namespace

TEST_CASE("digits are packed two a byte and filled with F", "[card][pin]") {
    CHECK(to_hex(pin("1234").reveal()) == "1234");
    CHECK(to_hex(pin("12345").reveal()) == "12345F");
    CHECK(to_hex(pin("123456").reveal()) == "123456");
    CHECK(to_hex(pin("0987654321098765").reveal()) == "0987654321098765");
    CHECK(pin("12345") == pin("12345"));
    CHECK_FALSE(pin("12345") == pin("123450"));
    CHECK_FALSE(pin("1234") == pin("123456"));
}

TEST_CASE("what is no PIN is refused without being quoted", "[card][pin]") {
    const std::string text =
        GENERATE("", "123", "12345678901234567", "12a456", "12 456", "-12345", "１２３４");
    const auto error = error_of(Pin::from_digits(as_bytes(text)));
    CHECK(error.fault == Fault::usage);
    CHECK(error.words.empty());
}

TEST_CASE("the card is asked how its PIN stands without a try", "[card][pin]") {
    const auto [answer, kind, left] = GENERATE(table<std::string, Kind, unsigned>({
        {"63C3", Kind::set, 3},
        {"63CF", Kind::set, 15},
        {"63C1", Kind::set, 1},
        {"63C0", Kind::locked, 0},
        {"6983", Kind::locked, 0},
        {"9000", Kind::not_needed, 0},
        {"6A88", Kind::none, 0},
        {"6D00", Kind::none, 0},
        {"6E00", Kind::none, 0},
    }));
    ScriptedCard card;
    card.on(ask, answer);
    const auto state = ask_pin_state(card);
    INFO(answer);
    REQUIRE(state);
    CHECK(state->kind == kind);
    CHECK(state->tries_left == left);
    CHECK(card.complaint() == "");
}

TEST_CASE("a PIN is asked for and sent only where the card counts two tries or more", "[card][pin]") {
    virtual_card::Engine unused{card_with(usual_card)};
    for (unsigned status = 0; status <= 0xFFFF; ++status) {
        int sent = 0;
        Twisted card{
            unused, [&](ByteView command, apdu::Transport&) -> Result<Bytes> {
                if (command.size() > 5) ++sent;
                const bool asks = command.size() == 5;
                const auto answer = asks ? status : 0x9000U;
                return Bytes{static_cast<std::uint8_t>(answer >> 8U), static_cast<std::uint8_t>(answer)};
            }};
        Person person;
        const auto state = use_pin(card, person.use());
        const bool enough = status >= 0x63C2 && status <= 0x63CF;
        if (person.asked != (enough ? 1 : 0) || sent != person.asked) FAIL(status);
        if (!state && state.error().fault != Fault::pin) FAIL(status);
    }
}

TEST_CASE("the last try is kept unless it is allowed", "[card][pin]") {
    Open counter{R"(, "pin": {"value": "123456", "left": 1})"};
    Person person;
    const auto error = error_of(use_pin(counter.card, person.use()));
    CHECK(error.fault == Fault::pin);
    CHECK(person.asked == 0);
    CHECK(use_pin(counter.card, person.use(LastTry::allowed)));
    CHECK(person.asked == 1);
}

TEST_CASE("a locked PIN is not asked for, whatever is allowed", "[card][pin]") {
    Open counter{R"(, "pin": {"value": "123456", "left": 0})"};
    Person person;
    CHECK(error_of(use_pin(counter.card, person.use(LastTry::allowed))).fault == Fault::pin);
    CHECK(person.asked == 0);
}

TEST_CASE("where the card asks for no PIN none is entered, and verbs say why", "[card][pin]") {
    const auto [answer, kind] = GENERATE(
        table<std::string, Kind>({{"9000", Kind::not_needed}, {"6A88", Kind::none}, {"6D00", Kind::none}}));
    ScriptedCard card;
    card.on(ask, answer);
    Person person;
    const auto state = use_pin(card, person.use());
    REQUIRE(state);
    CHECK(state->kind == kind);
    CHECK(person.asked == 0);
    CHECK(card.complaint() == "");
    CHECK(error_of(may_try(*state, LastTry::allowed)).fault == Fault::pin);
}

TEST_CASE("a wrong PIN is counted by the card, and the sentence says what is left", "[card][pin]") {
    Open counter{R"(, "pin": {"value": "123456"})"};
    const auto first = error_of(verify_pin(counter.card, pin("654321")));
    CHECK(first.fault == Fault::pin);
    CHECK(first.detail == 0x63C2);
    CHECK(first.words == std::vector<std::string>{"2"});
    CHECK(counter.state().tries_left == 2);
    error_of(verify_pin(counter.card, pin("654321")));
    const auto last = error_of(verify_pin(counter.card, pin("654321")));
    CHECK(last.detail == 0x63C0);
    CHECK(last.words.empty());
    CHECK(counter.state().kind == Kind::locked);
}

TEST_CASE("the right PIN gives back all tries", "[card][pin]") {
    Open counter{R"(, "pin": {"value": "12345", "left": 2})"};
    CHECK(verify_pin(counter.card, pin("12345")));
    CHECK(counter.state().kind == Kind::not_needed);
    counter.card.reset();
    REQUIRE(select_environment(counter.card));
    CHECK(counter.state().tries_left == 3);
}

TEST_CASE("a PIN is changed, also one of an odd number of digits", "[card][pin]") {
    const auto [before, after] = GENERATE(table<std::string, std::string>(
        {{"123456", "6543"}, {"12345", "654321"}, {"1234", "7654321"}, {"1234567890123456", "1234"}}));
    Open counter{R"(, "pin": {"value": ")" + before + R"("})"};
    CHECK(change_pin(counter.card, pin(before), pin(after)));
    counter.card.reset();
    REQUIRE(select_environment(counter.card));
    CHECK_FALSE(verify_pin(counter.card, pin(before)));
    CHECK(verify_pin(counter.card, pin(after)));
}

TEST_CASE("a change with a wrong old PIN costs a try and changes nothing", "[card][pin]") {
    Open counter{R"(, "pin": {"value": "123456"})"};
    const auto error = error_of(change_pin(counter.card, pin("111111"), pin("222222")));
    CHECK(error.detail == 0x63C2);
    CHECK(counter.state().tries_left == 2);
    CHECK(verify_pin(counter.card, pin("123456")));
}

TEST_CASE("the commands are those of the specification, and are sent once, whatever the answer",
          "[card][pin]") {
    const auto protocol = GENERATE(apdu::Protocol::t0, apdu::Protocol::t1);
    const std::string answer = GENERATE("6C05", "6C00", "6110", "6700", "6A80", "6581", "63C1", "6982");
    ScriptedCard card;
    card.speaks(protocol).on("002000000312345F", answer).on("805E01000612345FFF4321", answer);
    CHECK(error_of(verify_pin(card, pin("12345"))).fault == Fault::pin);
    CHECK(error_of(change_pin(card, pin("12345"), pin("4321"))).fault == Fault::pin);
    CHECK(card.complaint() == "");
}

TEST_CASE("a card that goes while the PIN is sent is gone; of a change it is said that nobody knows",
          "[card][pin]") {
    ScriptedCard card;
    card.on("0020000003123456", Fault::card_removed).on("805E010006123456FF4321", Fault::card_removed);
    CHECK(error_of(verify_pin(card, pin("123456"))).fault == Fault::card_removed);
    const auto error = error_of(change_pin(card, pin("123456"), pin("4321")));
    CHECK(error.fault == Fault::card_removed);
    CHECK(std::string{error.sentence}.find("not known") != std::string::npos);
    CHECK(card.complaint() == "");
}

TEST_CASE("an answer without a status word does not count as a right PIN", "[card][pin]") {
    ScriptedCard card;
    card.on("0020000003123456", "90").on(ask, "");
    CHECK(error_of(verify_pin(card, pin("123456"))).fault == Fault::malformed_card);
    CHECK(error_of(ask_pin_state(card)).fault == Fault::malformed_card);
    CHECK(card.complaint() == "");
}

TEST_CASE("no error quotes a PIN", "[card][pin]") {
    Open counter{R"(, "pin": {"value": "123456"})"};
    const auto error = error_of(verify_pin(counter.card, pin("907351")));
    const auto all = error.step + error.sentence + (error.cure != nullptr ? error.cure : "") +
                     (error.words.empty() ? "" : error.words.front()) + error.file;
    CHECK(all.find("907351") == std::string::npos);
}
