#include <sscard/apdu/atr.hpp>
#include <sscard/card/authentication.hpp>
#include <sscard/issuer_keys/test_keys.hpp>

#include "cards.hpp"
#include "catch.hpp"

using namespace sscard;
using namespace sscard::card;
using issuer_keys::Purpose;

namespace {

StopFlag never{false};

Patience patience() { return {std::chrono::seconds{30}, never}; }

/// Says what it is told to, and keeps what it was asked.
class Told final : public CardAuthenticator {
public:
    explicit Told(Result<Answers> answers) : answers_{std::move(answers)} {}

    Result<Answers> answer(const Challenges& challenges, const Patience& /*patience*/) override {
        asked.push_back(challenges);
        return answers_;
    }

    std::vector<Challenges> asked;

private:
    Result<Answers> answers_;
};

/// The issuer of the test cards.
class TestIssuer final : public CardAuthenticator {
public:
    Result<Answers> answer(const Challenges& challenges, const Patience& /*patience*/) override {
        ++asked;
        const auto cipher = challenges.algorithm == Algorithm::sm4 ? issuer_keys::Cipher::sm4
                                                                   : issuer_keys::Cipher::triple_des;
        const auto factor = issuer_keys::card_factor(challenges.historical_bytes).value();
        const auto value = [&](Purpose purpose, const Challenge& challenge) {
            const auto key = issuer_keys::diversified(cipher, issuer_keys::test_key(purpose), factor);
            return issuer_keys::authentication_value(
                cipher, issuer_keys::session_key(cipher, key, challenge.factor), challenge.raw);
        };
        return Answers{value(Purpose::internal_authentication, challenges.internal),
                       value(Purpose::reading_the_holder, challenges.external)};
    }

    int asked = 0;
};

constexpr Block right{0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8};
constexpr Block value{0xB1, 0xB2, 0xB3, 0xB4, 0xB5, 0xB6, 0xB7, 0xB8};
const CardKeys keys{test::hex("519900D15600000500000010FFFFFFFF"), Algorithm::sm4};
const std::string atr = "3B6D000000814A44468660519900000010";
const std::string challenge = "0084000008";
const std::string ask_tries = "0082000A00";

/// Up to the four challenges, of a card that answers INTERNAL AUTHENTICATE with `shown`.
test::ScriptedCard& speak(test::ScriptedCard& card, const std::string& tries, const std::string& shown) {
    return card.with_atr(atr)
        .on(ask_tries, tries)
        .on(challenge, "11111111111111119000")
        .on(challenge, "22222222222222229000")
        .on("008800001022222222222222221111111111111111", shown)
        .on(challenge, "33333333333333339000")
        .on(challenge, "44444444444444449000");
}

const std::string external = "0082000A10B1B2B3B4B5B6B7B83333333333333333";

Result<Reading> read_with(virtual_card::Engine& engine, CardAuthenticator& issuer,
                          const FieldSet& wanted = all_fields()) {
    const Issuer behind{[&]() -> Result<CardAuthenticator*> { return &issuer; }, patience()};
    return read_card(engine, wanted, today, {}, &behind);
}

}  // namespace

TEST_CASE("the first challenge is raw and the second the factor, and all four go to the issuer",
          "[card][authentication]") {
    test::ScriptedCard card;
    speak(card, "63C3", "A1A2A3A4A5A6A7A89000").on(external, "9000");
    Told issuer{Answers{right, value}};
    const auto outcome = authenticate(card, keys, issuer, patience(), true);
    REQUIRE(outcome);
    CHECK(card.complaint().empty());
    CHECK(outcome->genuine == true);
    CHECK(outcome->reader_key == ReaderKey::accepted);
    REQUIRE(issuer.asked.size() == 1);
    const auto& asked = issuer.asked.front();
    CHECK(asked.identification_number == keys.identification_number);
    CHECK(to_hex(asked.historical_bytes) == "00814A44468660519900000010");
    CHECK(asked.algorithm == Algorithm::sm4);
    CHECK(to_hex(asked.internal.raw) == "1111111111111111");
    CHECK(to_hex(asked.internal.factor) == "2222222222222222");
    CHECK(to_hex(asked.external.raw) == "3333333333333333");
    CHECK(to_hex(asked.external.factor) == "4444444444444444");
}

TEST_CASE("a card that shows another value is not genuine and its key is not tried",
          "[card][authentication]") {
    const std::string shown = GENERATE("A1A2A3A4A5A6A7A99000", "A1A2A3A4A5A6A79000", "9000");
    test::ScriptedCard card;
    speak(card, "63C3", shown);
    Told issuer{Answers{right, value}};
    const auto outcome = authenticate(card, keys, issuer, patience(), true);
    REQUIRE(outcome);
    CHECK(card.complaint().empty());
    CHECK(outcome->genuine == false);
    CHECK(outcome->reader_key == ReaderKey::not_tried);
}

TEST_CASE("a value that the card refuses is sent once, whatever it says", "[card][authentication]") {
    const std::string refusal = GENERATE("63C2", "6C08", "6108", "6300", "6982", "6988");
    test::ScriptedCard card;
    speak(card, "63C3", "A1A2A3A4A5A6A7A89000").on(external, refusal).speaks(apdu::Protocol::t0);
    Told issuer{Answers{right, value}};
    const auto outcome = authenticate(card, keys, issuer, patience(), true);
    REQUIRE(outcome);
    CHECK(card.complaint().empty());
    CHECK(outcome->reader_key == ReaderKey::refused);
}

TEST_CASE("a key that one more failure would lock is left alone", "[card][authentication]") {
    const std::string tries = GENERATE("63C1", "63C0", "6983");
    test::ScriptedCard card;
    speak(card, tries, "A1A2A3A4A5A6A7A89000");
    Told issuer{Answers{right, value}};
    const auto outcome = authenticate(card, keys, issuer, patience(), true);
    REQUIRE(outcome);
    CHECK(card.complaint().empty());
    CHECK(outcome->genuine == true);
    CHECK(outcome->reader_key == ReaderKey::too_few_tries);
}

TEST_CASE("without tries told the key is tried on a genuine card alone", "[card][authentication]") {
    test::ScriptedCard card;
    speak(card, "6700", "A1A2A3A4A5A6A7A89000").on(external, "9000");
    Told issuer{Answers{right, value}};
    const auto outcome = authenticate(card, keys, issuer, patience(), true);
    REQUIRE(outcome);
    CHECK(card.complaint().empty());
    CHECK(outcome->genuine == true);
    CHECK(outcome->reader_key == ReaderKey::accepted);
}

TEST_CASE("a card that gives challenges and no answer, where the issuer has one, is not genuine",
          "[card][authentication]") {
    const std::string refusal = GENERATE("6A88", "6D00", "6F00", "6983");
    test::ScriptedCard card;
    speak(card, "63C3", refusal);
    Told issuer{Answers{right, value}};
    const auto outcome = authenticate(card, keys, issuer, patience(), true);
    REQUIRE(outcome);
    CHECK(card.complaint().empty());
    CHECK(outcome->genuine == false);
    CHECK(outcome->reader_key == ReaderKey::not_tried);
}

TEST_CASE("a card that failed does not escape by giving no more challenges", "[card][authentication]") {
    test::ScriptedCard card;
    card.with_atr(atr).on(challenge, "11111111111111119000").on(challenge, "22222222222222229000");
    card.on("008800001022222222222222221111111111111111", "A1A2A3A4A5A6A7A99000").on(challenge, "6D00");
    Told issuer{Answers{right, value}};
    const auto outcome = authenticate(card, keys, issuer, patience(), false);
    REQUIRE(outcome);
    CHECK(outcome->genuine == false);
    CHECK(card.complaint().empty());
}

TEST_CASE("a cipher that was only assumed proves a card genuine, and nothing against it",
          "[card][authentication]") {
    const bool same = GENERATE(true, false);
    const CardKeys assumed{keys.identification_number, Algorithm::triple_des, false};
    test::ScriptedCard card;
    speak(card, "63C3", same ? "A1A2A3A4A5A6A7A89000" : "A1A2A3A4A5A6A7A99000");
    if (same) card.on(external, "9000");
    Told issuer{Answers{right, value}};
    const auto outcome = authenticate(card, assumed, issuer, patience(), true);
    REQUIRE(outcome);
    CHECK(outcome->genuine == (same ? std::optional{true} : std::nullopt));
    CHECK(outcome->reader_key == (same ? ReaderKey::accepted : ReaderKey::not_tried));
    CHECK(card.complaint().empty());
}

TEST_CASE("the question for the tries goes out once and never with a length", "[card][authentication]") {
    test::ScriptedCard card;
    card.with_atr(atr).on(ask_tries, "6C10").on(challenge, "6D00");
    Told issuer{Answers{right, value}};
    REQUIRE(authenticate(card, keys, issuer, patience(), true));
    CHECK(card.complaint().empty());
}

TEST_CASE("a locked card says so at any command of the authentication", "[card][authentication]") {
    const std::vector<std::pair<std::string, std::string>> lines{
        {ask_tries, "63C3"},
        {challenge, "11111111111111119000"},
        {challenge, "22222222222222229000"},
        {"008800001022222222222222221111111111111111", "A1A2A3A4A5A6A7A89000"},
        {challenge, "33333333333333339000"},
        {challenge, "44444444444444449000"},
        {external, "9000"}};
    for (std::size_t at = 0; at < lines.size(); ++at) {
        CAPTURE(at);
        test::ScriptedCard card;
        card.with_atr(atr);
        for (std::size_t i = 0; i < at; ++i) card.on(lines[i].first, lines[i].second);
        card.on(lines[at].first, "9303");
        Told issuer{Answers{right, value}};
        const auto outcome = authenticate(card, keys, issuer, patience(), true);
        REQUIRE_FALSE(outcome);
        CHECK(outcome.error().fault == Fault::card_blocked);
        CHECK(card.complaint().empty());
    }
}

TEST_CASE("a value that a card refused is remembered, and no other is tried on it",
          "[card][authentication]") {
    auto file = sample("genuine-3.00");
    virtual_card::Engine engine{file};
    TestIssuer issuer;
    const Issuer behind{[&]() -> Result<CardAuthenticator*> { return &issuer; }, patience()};
    Twisted card{engine, [](ByteView command, apdu::Transport& inner) -> Result<Bytes> {
                     const bool value = command[1] == 0x82 && command.size() > 5;
                     return value ? test::hex("63C2") : inner.transmit(command);
                 }};
    const auto first = read_card(card, all_fields(), today, {}, &behind);
    REQUIRE(first);
    CHECK(first->authentication.reader_key == ReaderKey::refused);
    CHECK(first->habits.refuses_reader_key);
    card.commands.clear();
    const auto second = read_card(card, all_fields(), today, first->habits, &behind);
    REQUIRE(second);
    CHECK(second->authentication.genuine == true);
    CHECK(second->authentication.reader_key == ReaderKey::refused);
    CHECK(second->habits.refuses_reader_key);
    for (const auto& command : card.commands) CHECK_FALSE(command.starts_with("0082"));
}

TEST_CASE("an issuer without a value for this card leaves everything as it is", "[card][authentication]") {
    test::ScriptedCard card;
    speak(card, "63C3", "A1A2A3A4A5A6A7A89000");
    Told issuer{Answers{}};
    const auto outcome = authenticate(card, keys, issuer, patience(), true);
    REQUIRE(outcome);
    CHECK(card.complaint().empty());
    CHECK_FALSE(outcome->genuine);
    CHECK(outcome->reader_key == ReaderKey::not_tried);
}

TEST_CASE("a card without challenges is not checked and the issuer not asked", "[card][authentication]") {
    test::ScriptedCard card;
    card.with_atr(atr).on(challenge, "6D00");
    Told issuer{Answers{right, value}};
    const auto outcome = authenticate(card, keys, issuer, patience(), false);
    REQUIRE(outcome);
    CHECK(card.complaint().empty());
    CHECK_FALSE(outcome->genuine);
    CHECK(issuer.asked.empty());
}

TEST_CASE("challenges of another size are no challenges", "[card][authentication]") {
    test::ScriptedCard card;
    card.with_atr(atr).on(challenge, "111111119000");
    Told issuer{Answers{right, value}};
    const auto outcome = authenticate(card, keys, issuer, patience(), false);
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().fault == Fault::malformed_card);
}

TEST_CASE("an issuer that fails is said so, and the card's key is not tried", "[card][authentication]") {
    test::ScriptedCard card;
    speak(card, "63C3", "A1A2A3A4A5A6A7A89000");
    Told issuer{fail(Fault::backend_unreachable, "authenticate")};
    const auto outcome = authenticate(card, keys, issuer, patience(), true);
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().fault == Fault::backend_unreachable);
    CHECK(card.complaint().empty());
}

TEST_CASE("with its issuer a protected card gives the holder, and is genuine", "[card][authentication]") {
    const auto [word, algorithm] =
        GENERATE(table<std::string, Algorithm>({{"sm4", Algorithm::sm4}, {"3des", Algorithm::triple_des}}));
    auto text = text_of("tests/cards/genuine-3.00.json");
    text.replace(text.find("\"sm4\""), 5, "\"" + word + "\"");
    auto file = virtual_card::CardFile::parse(text).value();
    file.protocol = GENERATE(apdu::Protocol::t0, apdu::Protocol::t1);
    virtual_card::Engine engine{file};
    TestIssuer issuer;
    const auto reading = read_with(engine, issuer);
    REQUIRE(reading);
    CHECK(reading->holder == HolderAccess::given);
    CHECK((*reading)[Field::holder_name] == "张三");
    CHECK(reading->authentication.genuine == true);
    CHECK(reading->algorithm == algorithm);
    CHECK(issuer.asked == 1);
}

TEST_CASE("a holder's field alone is opened too", "[card][authentication]") {
    virtual_card::Engine engine{sample("genuine-3.00")};
    TestIssuer issuer;
    const auto reading = read_with(engine, issuer, fields({Field::holder_name}));
    REQUIRE(reading);
    CHECK((*reading)[Field::holder_name] == "张三");
    CHECK_FALSE((*reading)[Field::identification_number]);
}

TEST_CASE("a card that is not genuine keeps its holder's file closed", "[card][authentication]") {
    virtual_card::Engine engine{sample("not-genuine-3.00")};
    TestIssuer issuer;
    const auto reading = read_with(engine, issuer);
    REQUIRE(reading);
    CHECK(reading->authentication.genuine == false);
    CHECK(reading->holder == HolderAccess::authentication_required);
    CHECK((*reading)[Field::card_number] == "X00000019");
}

TEST_CASE("no issuer is looked for where a card needs none", "[card][authentication]") {
    const auto [name, wanted] = GENERATE(table<std::string, FieldSet>({
        {"adult-2.00", all_fields()},
        {"adult-1.00", all_fields()},
        {"genuine-3.00", fields({Field::card_number, Field::spec_version})},
        {"shanghai", all_fields()},
    }));
    virtual_card::Engine engine{sample(name)};
    const Issuer issuer{[]() -> Result<CardAuthenticator*> {
                            FAIL("looked for");
                            return nullptr;
                        },
                        patience()};
    CHECK(read_card(engine, wanted, today, {}, &issuer));
}

TEST_CASE("nobody who answers leaves a protected card as it was", "[card][authentication]") {
    virtual_card::Engine engine{sample("protected-3.00")};
    Twisted card{engine};
    const Issuer issuer{[]() -> Result<CardAuthenticator*> { return nullptr; }, patience()};
    const auto reading = read_card(card, all_fields(), today, {}, &issuer);
    REQUIRE(reading);
    CHECK(reading->holder == HolderAccess::authentication_required);
    CHECK(card.commands.size() == 3);
}

TEST_CASE("a card of the third generation that is free is checked without its reader key",
          "[card][authentication]") {
    const std::string third = R"("card": {"identification_number": "519900D15600000500000010FFFFFFFF",
        "spec_version": "3.00"}, "authentication": {"genuine": true}, )";
    virtual_card::Engine engine{card_with(third + usual_holder)};
    Twisted card{engine};
    TestIssuer issuer;
    const Issuer behind{[&]() -> Result<CardAuthenticator*> { return &issuer; }, patience()};
    const auto reading = read_card(card, all_fields(), today, {}, &behind);
    REQUIRE(reading);
    CHECK(reading->authentication.genuine == true);
    CHECK(reading->authentication.reader_key == ReaderKey::not_tried);
    for (const auto& command : card.commands) CHECK_FALSE(command.starts_with("0082"));
}
