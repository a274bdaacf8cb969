#include "cards.hpp"
#include "catch.hpp"

using namespace sscard::virtual_card;

namespace {

const std::string ask = "0020000000";
const std::string right = "0020000003123456";
const std::string wrong = "0020000003654321";
const std::string pin = R"("pin": {"value": "123456"})";
const std::string household = R"("card": {"spec_version": "2.00"},
    "files": {"DF01/EF05": {"records": ["20023130"]}, "DF02/EF08": {"binary": "AABB"}},
    "rights": {"DF01/EF05": "pin", "DF02/EF08": "pin"})";
const std::string read_household = "00B2202804";
const std::string select_df01 = "00A4000002DF01";

/// A card whose environment is selected.
struct Open {
    explicit Open(const std::string& members) : card{card_with(members)} { send(card, select_environment); }
    std::string operator()(const std::string& command) { return send(card, command); }

    Engine card;
};

}  // namespace

TEST_CASE("asking for the tries left takes none of them", "[virtual_card][pin]") {
    Open card{household + "," + pin};
    for (int i = 0; i < 10; ++i) CHECK(card(ask) == "63C3");
    CHECK(card("00200000") == "63C3");
    CHECK(card("0020000001") == "6700");
}

TEST_CASE("a card without a PIN asks for none", "[virtual_card][pin]") {
    Open card{household};
    CHECK(card(ask) == "9000");
    CHECK(card(right) == "6A88");
    CHECK(card("805E010007123456FF654321") == "6A88");
    card(select_df01);
    CHECK(card(read_household) == "200231309000");
}

TEST_CASE("the right PIN is verified until the reset", "[virtual_card][pin]") {
    Open card{household + "," + pin};
    CHECK(card(right) == "9000");
    CHECK(card(ask) == "9000");
    card.card.reset();
    card(select_environment);
    CHECK(card(ask) == "63C3");
}

TEST_CASE("wrong PINs are counted down to the lock, and the right one does not open it",
          "[virtual_card][pin]") {
    Open card{household + "," + pin};
    CHECK(card(wrong) == "63C2");
    CHECK(card("002000000212FF") == "63C1");
    CHECK(card(ask) == "63C1");
    CHECK(card(wrong) == "63C0");
    CHECK(card(ask) == "6983");
    CHECK(card(right) == "6983");
    CHECK(card("805E010007123456FF654321") == "6983");
}

TEST_CASE("tries are counted over resets, and the right PIN counts anew", "[virtual_card][pin]") {
    Open card{household + R"(, "pin": {"value": "1234", "limit": 5, "left": 2})"};
    CHECK(card(wrong) == "63C1");
    card.card.reset();
    card(select_environment);
    CHECK(card(ask) == "63C1");
    CHECK(card("00200000021234") == "9000");
    card.card.reset();
    card(select_environment);
    CHECK(card(ask) == "63C5");
}

TEST_CASE("a wrong PIN takes back what the right one gave", "[virtual_card][pin]") {
    Open card{household + "," + pin};
    card(right);
    CHECK(card(wrong) == "63C2");
    CHECK(card(ask) == "63C2");
    card(select_df01);
    CHECK(card(read_household) == "6982");
}

TEST_CASE("a PIN of an odd number of digits is padded with F", "[virtual_card][pin]") {
    Open card{household + R"(, "pin": {"value": "12345"})"};
    CHECK(card("0020000003123450") == "63C2");
    CHECK(card("002000000312345F") == "9000");
}

TEST_CASE("files with the right pin are read after VERIFY alone", "[virtual_card][pin]") {
    Open card{household + "," + pin};
    card(select_df01);
    CHECK(card(read_household) == "6982");
    CHECK(card(right) == "9000");
    CHECK(card(read_household) == "200231309000");
    card("00A4000002DF02");
    CHECK(card("00B0880002") == "AABB9000");
    card(select_environment);
    CHECK(card("00B2032806") == "0304322E30309000");
    card(select_df01);
    CHECK(card(read_household) == "200231309000");
}

TEST_CASE("the status word of protected files is that of rights too", "[virtual_card][pin]") {
    Open card{household + "," + pin + R"(, "protected_status": "6985")"};
    card(select_df01);
    CHECK(card(read_household) == "6985");
}

TEST_CASE("protected files are not read after VERIFY either", "[virtual_card][pin]") {
    Open card{pin + R"(, "card": {}, "protected": ["card"])"};
    CHECK(card(right) == "9000");
    CHECK(card("00B2032806") == "6982");
}

TEST_CASE("leaving the environment loses what was verified", "[virtual_card][pin]") {
    const std::string elsewhere = GENERATE("00A40000023F00", "00A4040008A000000333010101");
    Open card{household + "," + pin + R"(, "applications": ["A000000333010101"])"};
    card(right);
    card(elsewhere);
    card(select_environment);
    CHECK(card(ask) == "63C3");
}

TEST_CASE("the PIN is the environment's: elsewhere there is none", "[virtual_card][pin]") {
    Engine card{card_with(household + "," + pin + R"(, "applications": ["A000000333010101"])")};
    CHECK(send(card, ask) == "6A88");
    CHECK(send(card, wrong) == "6A88");
    send(card, "00A4040008A000000333010101");
    CHECK(send(card, wrong) == "6A88");
    CHECK(send(card, "805E010007123456FF654321") == "6A88");
    send(card, select_environment);
    CHECK(send(card, ask) == "63C3");
}

TEST_CASE("where the files stand under the master file the PIN does, but not the bank's application",
          "[virtual_card][pin]") {
    Engine card{
        card_with(household + "," + pin + R"(, "ef_under_mf": true, "applications": ["A000000333010101"])")};
    CHECK(send(card, right) == "9000");
    CHECK(send(card, select_df01) == "610A");
    CHECK(send(card, read_household) == "200231309000");
    send(card, "00A4040008A000000333010101");
    CHECK(send(card, ask) == "6A88");
    send(card, "00A40000023F00");
    CHECK(send(card, ask) == "63C3");
}

TEST_CASE("CHANGE PIN takes the old one and puts the new one in its place", "[virtual_card][pin]") {
    Open card{household + "," + pin};
    CHECK(card("805E010007123456FF654321") == "9000");
    CHECK(card(right) == "63C2");
    CHECK(card(wrong) == "9000");
    card.card.reset();
    card(select_environment);
    CHECK(card("805E010006654321FF8888") == "9000");
    CHECK(card("00200000028888") == "9000");
}

TEST_CASE("CHANGE PIN counts a wrong old PIN", "[virtual_card][pin]") {
    Open card{household + "," + pin};
    CHECK(card("805E010007111111FF654321") == "63C2");
    CHECK(card("805E0100061111FF654321") == "63C1");
    CHECK(card(right) == "9000");
}

TEST_CASE("malformed commands about the PIN are refused and not counted", "[virtual_card][pin]") {
    const auto [command, status] = GENERATE(table<std::string, std::string>({
        {"0020010003123456", "6A86"},
        {"0020000103123456", "6A86"},
        {"002000000112", "6700"},
        {"0020000009123456789012345678", "6700"},
        {"805E000007123456FF654321", "6A86"},
        {"805E010107123456FF654321", "6A86"},
        {"805E01000212FF", "6700"},
        {"805E0100121234567812345678FF123456781234567800", "6700"},
        {"805E010006123456654321", "6A80"},
        {"805E010005123456FF65", "6A80"},
        {"805E010007123456FF6543A1", "6A80"},
        {"805E010007123456FF65F321", "6A80"},
        {"805E010004123456FF", "6A80"},
        {"005E010007123456FF654321", "6D00"},
        {"8020000003123456", "6E00"},
    }));
    Open card{household + "," + pin};
    INFO(command);
    CHECK(card(command) == status);
    CHECK(card(ask) == "63C3");
}
