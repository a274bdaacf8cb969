#include <algorithm>
#include <sscard/apdu/atr.hpp>
#include <sscard/issuer_keys/test_keys.hpp>

#include "cards.hpp"
#include "catch.hpp"

using namespace sscard;
using namespace sscard::virtual_card;
using issuer_keys::Block;
using issuer_keys::Cipher;
using issuer_keys::Purpose;

namespace {

const std::string ask_external = "0082000A00";
const std::string read_sex = "00B20A3003";
const std::string holder =
    R"("card": {"spec_version": "3.00"}, "holder": {"sex": "male"}, "rights": {"holder": "RKSSSE"})";
const std::string genuine = holder + R"(, "authentication": {"genuine": true})";

Block block(const std::string& hex) {
    const auto bytes = from_hex(hex).value();
    Block block{};
    std::copy_n(bytes.begin(), block.size(), block.begin());
    return block;
}

/// A card whose environment is selected, and the issuer's side of the conversation.
struct Open {
    explicit Open(const std::string& members, Cipher cipher_of_the_card = Cipher::triple_des)
        : card{card_with(members)}, cipher{cipher_of_the_card} {
        send(card, select_environment);
    }
    std::string operator()(const std::string& command) { return send(card, command); }

    std::string challenge() { return send(card, "0084000008").substr(0, 16); }

    std::string value(Purpose purpose, const std::string& factor, const std::string& raw) const {
        const auto card_factor = issuer_keys::card_factor(apdu::Atr::parse(card.atr())->historical).value();
        const auto key = issuer_keys::diversified(cipher, issuer_keys::test_key(purpose), card_factor);
        return to_hex(issuer_keys::authentication_value(
            cipher, issuer_keys::session_key(cipher, key, block(factor)), block(raw)));
    }

    std::string authenticate() {
        const auto raw = challenge();
        const auto factor = challenge();
        return send(card, "0082000A10" + value(Purpose::reading_the_holder, factor, raw) + raw);
    }

    Engine card;
    Cipher cipher;
};

}  // namespace

TEST_CASE("a genuine card answers INTERNAL AUTHENTICATE as the test keys say",
          "[virtual_card][authenticate]") {
    const std::string factor = "1122334455667788";
    const std::string raw = "99AABBCCDDEEFF00";
    const auto [algorithm, value] = GENERATE(table<std::string, std::string>({
        {"null", "49603D579A103E32"},  // worked out by hand for the usual answer to reset
        {"\"3des\"", "49603D579A103E32"},
        {"\"sm4\"", "27FB2FD333D7127B"},
    }));
    Open card{genuine + R"(, "algorithm": )" + algorithm};
    CHECK(card("0088000010" + factor + raw) == "6108");
    CHECK(card("00C0000008") == value + "9000");
}

TEST_CASE("a card that is not genuine answers something else", "[virtual_card][authenticate]") {
    Open card{holder + R"(, "authentication": {"genuine": false})"};
    CHECK(card("0088000010112233445566778899AABBCCDDEEFF00") == "6108");
    const auto value = card("00C0000008");
    CHECK(value.size() == 2 * (8 + 2));
    CHECK(value != "49603D579A103E329000");
    CHECK(card.authenticate() == "63C2");
}

TEST_CASE("under T=1 the answer comes with Le", "[virtual_card][authenticate]") {
    Open card{genuine + R"(, "protocol": "T=1", "atr": "3B8D80010081544C96868431000000000131")"};
    CHECK(card("00880000101122334455667788"
               "99AABBCCDDEEFF0008") == "49603D579A103E329000");
    CHECK(card("00880000101122334455667788"
               "99AABBCCDDEEFF0004") == "6C08");
}

TEST_CASE("the holder is read after EXTERNAL AUTHENTICATE alone", "[virtual_card][authenticate]") {
    const std::string algorithm = GENERATE("null", "\"3des\"", "\"sm4\"");
    Open card{genuine + R"(, "algorithm": )" + algorithm,
              algorithm == "\"sm4\"" ? Cipher::sm4 : Cipher::triple_des};
    CHECK(card(read_sex) == "6982");
    CHECK(card.authenticate() == "9000");
    CHECK(card(read_sex) == "0A01319000");
    CHECK(card(ask_external) == "9000");
    card.card.reset();
    card(select_environment);
    CHECK(card(read_sex) == "6982");
    CHECK(card(ask_external) == "63C3");
}

TEST_CASE("leaving the environment loses the authentication", "[virtual_card][authenticate]") {
    Open card{genuine + R"(, "applications": ["A000000333010101"], "files": {"DF01/EF05": {"records": []}})"};
    card.authenticate();
    card("00A4000002DF01");
    card(select_environment);
    CHECK(card(read_sex) == "0A01319000");
    card("00A4040008A000000333010101");
    CHECK(card(ask_external) == "6A88");
    card(select_environment);
    CHECK(card(read_sex) == "6982");
}

TEST_CASE("wrong values are counted down to the lock, and the right one does not open it",
          "[virtual_card][authenticate]") {
    Open card{genuine};
    for (const std::string status : {"63C2", "63C1", "63C0"}) {
        const auto raw = card.challenge();
        card.challenge();
        CHECK(card("0082000A100000000000000000" + raw) == status);
    }
    CHECK(card(ask_external) == "6983");
    card.card.reset();
    card(select_environment);
    CHECK(card.authenticate() == "6983");
    CHECK(card(read_sex) == "6982");
}

TEST_CASE("the right value counts anew, a wrong one takes the right back", "[virtual_card][authenticate]") {
    Open card{holder + R"(, "authentication": {"genuine": true, "limit": 5, "left": 1})"};
    CHECK(card.authenticate() == "9000");
    const auto raw = card.challenge();
    card.challenge();
    CHECK(card("0082000A100000000000000000" + raw) == "63C4");
    CHECK(card(read_sex) == "6982");
}

TEST_CASE("the factor is the last challenge and raw the one before it", "[virtual_card][authenticate]") {
    Open card{genuine};
    const auto raw = card.challenge();
    const auto factor = card.challenge();
    CHECK(card("0082000A10" + card.value(Purpose::reading_the_holder, raw, factor) + factor) == "63C2");
    const auto old_raw = card.challenge();
    const auto old_factor = card.challenge();
    card.challenge();
    CHECK(card("0082000A10" + card.value(Purpose::reading_the_holder, old_factor, old_raw) + old_raw) ==
          "63C1");
}

TEST_CASE("EXTERNAL AUTHENTICATE without two challenges of 8 bytes that are still good is not counted",
          "[virtual_card][authenticate]") {
    Open card{genuine};
    const std::string command = "0082000A1000000000000000000000000000000000";
    CHECK(card(command) == "6985");
    card.challenge();
    CHECK(card(command) == "6985");
    card.challenge();
    card("0084000004");
    CHECK(card(command) == "6985");
    CHECK(card.authenticate() == "9000");
    CHECK(card(command) == "6985");
    card.challenge();
    card.challenge();
    card("0088000010" + std::string(32, '0'));
    CHECK(card(command) == "6985");
    CHECK(card(ask_external) == "9000");
}

TEST_CASE("a card without keys, or with a cipher that is not public, says so",
          "[virtual_card][authenticate]") {
    const std::string internal = "0088000010" + std::string(32, '0');
    Open without{holder};
    CHECK(without(internal) == "6A88");
    CHECK(without(ask_external) == "6A88");
    Open secret{genuine + R"(, "algorithm": "ssf33")"};
    CHECK(secret(internal) == "6A81");
    CHECK(secret(ask_external) == "6A81");
    CHECK(secret.authenticate() == "6A81");
    Engine outside{card_with(genuine)};
    CHECK(send(outside, internal) == "6A88");
}

TEST_CASE("malformed commands of authentication are refused and not counted",
          "[virtual_card][authenticate]") {
    const auto [command, status] = GENERATE(table<std::string, std::string>({
        {"0088010010" + std::string(32, '0'), "6A86"},
        {"0088000110" + std::string(32, '0'), "6A86"},
        {"0088000008" + std::string(16, '0'), "6700"},
        {"0088000000", "6700"},
        {"0082010A10" + std::string(32, '0'), "6A86"},
        {"0082000010" + std::string(32, '0'), "6A88"},
        {"0082000A08" + std::string(16, '0'), "6700"},
        {"0082000A08", "6700"},
        {"8088000010" + std::string(32, '0'), "6E00"},
    }));
    Open card{genuine};
    INFO(command);
    CHECK(card(command) == status);
    CHECK(card(ask_external) == "63C3");
}
