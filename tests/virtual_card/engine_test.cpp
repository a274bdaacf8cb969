#include <random>
#include <set>

#include "cards.hpp"
#include "catch.hpp"

using namespace sscard;
using namespace sscard::virtual_card;

namespace {

const std::string members = R"("card": {"spec_version": "2.00"}, "algorithm": "sm4")";
const std::string t1 = R"(, "protocol": "T=1", "atr": "3B800181")";

}  // namespace

TEST_CASE("GET RESPONSE gives the data that waits, once and for the exact length", "[virtual_card][engine]") {
    Engine card{card_with(members)};
    CHECK(send(card, "00C0000000") == "6F00");
    send(card, select_environment);
    CHECK(send(card, "00C0000000") == "6C1E");
    CHECK(send(card, "00C000001D") == "6C1E");
    CHECK(send(card, "00C000001F") == "6C1E");
    CHECK(send(card, "00C000001E").size() == 2 * (30 + 2));
    CHECK(send(card, "00C000001E") == "6F00");
}

TEST_CASE("data that waits is lost after any other command", "[virtual_card][engine]") {
    for (const std::string other : {"00B2032806", "0084000008", "00FF0000", "80C000001E", "00A4"}) {
        Engine card{card_with(members)};
        send(card, select_environment);
        send(card, other);
        INFO(other);
        CHECK(send(card, "00C000001E") == "6F00");
    }
}

TEST_CASE("GET RESPONSE has no parameters and no data", "[virtual_card][engine]") {
    Engine card{card_with(members)};
    send(card, select_environment);
    CHECK(send(card, "00C001001E") == "6A86");
    CHECK(send(card, "00C000011E") == "6A86");
    CHECK(send(card, "00C00000011E") == "6700");
}

TEST_CASE("the same seed gives the same challenges, another one others", "[virtual_card][engine]") {
    Engine one{card_with(members)};
    Engine same{card_with(members)};
    Engine other{card_with(members + R"(, "behaviour": {"challenge_seed": 7})")};
    std::set<std::string> seen;
    for (int i = 0; i < 10; ++i) {
        const auto challenge = send(one, "0084000008");
        CHECK(challenge.size() == 2 * (8 + 2));
        CHECK(challenge == send(same, "0084000008"));
        seen.insert(challenge);
        seen.insert(send(other, "0084000008"));
    }
    CHECK(seen.size() == 20);
}

TEST_CASE("GET CHALLENGE gives 4, 8 or 16 bytes", "[virtual_card][engine]") {
    Engine card{card_with(members)};
    CHECK(send(card, "0084000004").size() == 2 * (4 + 2));
    CHECK(send(card, "0084000010").size() == 2 * (16 + 2));
    CHECK(send(card, "0084000000") == "6C08");
    CHECK(send(card, "0084000005") == "6700");
    CHECK(send(card, "0084010008") == "6A86");
}

TEST_CASE("unknown classes and instructions have their own status words", "[virtual_card][engine]") {
    Engine card{card_with(members)};
    CHECK(send(card, "80A40400057378312E73") == "6E00");
    CHECK(send(card, "80FF0000") == "6E00");
    CHECK(send(card, "00FF0000") == "6D00");
    CHECK(send(card, "00D6000001AA") == "6D00");
}

TEST_CASE("a malformed command is refused", "[virtual_card][engine]") {
    Engine card{card_with(members)};
    CHECK(to_hex(card.transmit({}).value()) == "6700");
    for (const std::string command : {"00", "00A404", "00A4040005737831", "00A40000033F00", "00A404000073"})
        CHECK(send(card, command) == "6700");
}

TEST_CASE("T=0 carries no Le after data and no extended lengths", "[virtual_card][engine]") {
    Engine card{card_with(members)};
    CHECK(send(card, select_environment + "00") == "6700");
    CHECK(send(card, "00B20328000006") == "6700");
    CHECK(send(card, "00A404000000057378312E73") == "6700");
}

TEST_CASE("T=1 carries both, and asks for nothing without Le", "[virtual_card][engine]") {
    Engine card{card_with(members + t1 + R"(, "files": {"EF08": {"binary": ")" + std::string(2 * 600, 'C') +
                          R"("}})")};
    CHECK(card.protocol() == apdu::Protocol::t1);
    CHECK(send(card, select_environment + "00").substr(0, 4) == "6F1C");
    CHECK(send(card, "00B20328") == "6700");
    CHECK(send(card, "00B20328000006") == "0304322E30309000");
    CHECK(send(card, "00A40200000002EF05") == "9000");
    CHECK(send(card, "00B08800000000").size() == 2 * (600 + 2));
}

TEST_CASE("whatever the bytes of a command are, the card answers with a status word",
          "[virtual_card][engine]") {
    const std::string secured =
        R"("card": {}, "pin": {"value": "1234", "limit": 15}, "authentication": {"genuine": true},
           "rights": {"card": "pin"}, "files": {"EF0C": {"cyclic": ["01", "02"]}},
           "applications": [{"aid": "A000000333", "processing_options": "80"}])";
    Engine card{card_with(GENERATE_COPY(values<std::string>(
        {secured,
         members + R"(, "holder": {}, "files": {"EF08": {"binary": "0102"}, "EF0C": {"records": []}})",
         R"("ef_under_mf": true, "card": {})" + t1, "\"description\": \"nothing on it\""})))};
    std::mt19937 random{20200601};  // the same commands every time
    const auto below = [&](std::uint32_t limit) { return static_cast<std::uint8_t>(random() % limit); };
    const Bytes instructions{0xA4, 0xB0, 0xB2, 0xC0, 0x84, 0x20, 0x82, 0x88, 0x5E, 0xA8};
    for (int i = 0; i < 20'000; ++i) {
        Bytes command{0x00, instructions.at(below(10)), below(256), below(256)};
        if (below(4) == 0) command[0] = 0x80;
        if (below(4) == 0) command[2] = below(8);
        for (auto more = below(8); more > 0; --more) command.push_back(below(i % 2 == 0 ? 4 : 256));
        if (below(50) == 0) command = from_hex(select_environment).value();
        const auto answer = card.transmit(command);
        if (!answer || answer->size() < 2) FAIL(to_hex(command));
    }
    CHECK(card.commands() == 20'000);
}

TEST_CASE("a reset forgets the selection and counts commands on", "[virtual_card][engine]") {
    Engine card{card_with(members)};
    send(card, select_environment);
    const auto challenge = send(card, "0084000008");
    card.reset();
    CHECK(send(card, "00B2032806") == "6A82");
    CHECK(send(card, "0084000008") == challenge);
    CHECK(card.commands() == 4);
}

TEST_CASE("the answer to reset is the card file's", "[virtual_card][engine]") {
    Engine given{card_with(R"("atr": "3B 6D 00 00 00 81 4A 44 46 86 60 51 99 00 00 00 02")")};
    CHECK(to_hex(given.atr()) == "3B6D000000814A44468660519900000002");
    Engine usual{card_with("")};
    CHECK(to_hex(usual.atr()) == "3B6D00000081544C968684310000000001");
    CHECK(usual.protocol() == apdu::Protocol::t0);
}
