#include <sscard/apdu/exchange.hpp>

#include "catch.hpp"
#include "scripted_card.hpp"

using namespace sscard;
using namespace sscard::apdu;
using test::hex;
using test::ScriptedCard;

namespace {

const Command read_record{0x00, 0xB2, 0x07, 0x00, {}, 256};
const Command select_file{0x00, 0xA4, 0x04, 0x00, hex("D15600000500"), 256};
constexpr const char* select_t0 = "00 A4 04 00 06 D15600000500";

std::string many(std::size_t count, const char* status) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += "5A";
    return text + status;
}

}  // namespace

TEST_CASE("an answer with 9000 is the answer", "[apdu][exchange]") {
    ScriptedCard card;
    card.on("00 B2 07 00 00", "07 02 41 42 90 00");
    const auto response = exchange(card, read_record);
    REQUIRE(response);
    CHECK(response->data == hex("07024142"));
    CHECK(response->ok());
    CHECK(card.complaint() == "");
}

TEST_CASE("a refusal is an answer, not an error", "[apdu][exchange]") {
    ScriptedCard card;
    card.on("00 B2 07 00 00", "69 82");
    const auto response = exchange(card, read_record);
    REQUIRE(response);
    CHECK(response->status.value == 0x6982);
    CHECK(card.complaint() == "");
}

TEST_CASE("61xx is fetched with GET RESPONSE for as many bytes as the card named", "[apdu][exchange]") {
    ScriptedCard card;
    card.on(select_t0, "61 04").on("00 C0 00 00 04", "6F 02 84 00 90 00");
    const auto response = exchange(card, select_file);
    REQUIRE(response);
    CHECK(response->data == hex("6F028400"));
    CHECK(response->ok());
    CHECK(card.complaint() == "");
}

TEST_CASE("a chain of 61xx is collected in order, the first answer's data too", "[apdu][exchange]") {
    ScriptedCard card;
    card.on(select_t0, "01 61 00").on("00 C0 00 00 00", "02 03 61 02").on("00 C0 00 00 02", "04 05 62 82");
    const auto response = exchange(card, select_file);
    REQUIRE(response);
    CHECK(response->data == hex("0102030405"));
    CHECK(response->status.value == 0x6282);
    CHECK(card.complaint() == "");
}

TEST_CASE("6Cxx repeats the command once with the length that the card named", "[apdu][exchange]") {
    ScriptedCard card;
    card.on("00 B2 07 00 00", "6C 0B").on("00 B2 07 00 0B", "07 09 44 32 31 34 33 35 36 39 58 90 00");
    const auto response = exchange(card, read_record);
    REQUIRE(response);
    CHECK(response->data.size() == 11);
    CHECK(response->ok());
    CHECK(card.complaint() == "");
}

TEST_CASE("6Cxx after a command without Le adds it", "[apdu][exchange]") {
    ScriptedCard card;
    card.on("00 84 00 00", "6C 08").on("00 84 00 00 08", "01 02 03 04 05 06 07 08 90 00");
    CHECK(exchange(card, Command{0x00, 0x84, 0x00, 0x00})->ok());
    CHECK(card.complaint() == "");
}

TEST_CASE("6C00 asks for 256 bytes, not for none", "[apdu][exchange]") {
    ScriptedCard card;
    card.on("00 B0 85 00 10", "6C 00").on("00 B0 85 00 00", many(256, "9000"));
    const auto response = exchange(card, Command{0x00, 0xB0, 0x85, 0x00, {}, 16});
    REQUIRE(response);
    CHECK(response->data.size() == 256);
    CHECK(card.complaint() == "");
}

TEST_CASE("a second 6Cxx is handed up as it is", "[apdu][exchange]") {
    ScriptedCard card;
    card.on("00 B2 07 00 00", "6C 0B").on("00 B2 07 00 0B", "6C 0C");
    const auto response = exchange(card, read_record);
    REQUIRE(response);
    CHECK(response->status.value == 0x6C0C);
    CHECK(response->data.empty());
    CHECK(card.complaint() == "");
}

TEST_CASE("6Cxx repeats a command with data too where Le is sent", "[apdu][exchange]") {
    ScriptedCard card;
    card.speaks(Protocol::t1)
        .on("00 A4 04 00 06 D15600000500 00", "6C 1E")
        .on("00 A4 04 00 06 D15600000500 1E", "6F 00 90 00");
    CHECK(exchange(card, select_file)->data == hex("6F00"));
    CHECK(card.complaint() == "");
}

TEST_CASE("GET RESPONSE answered with 6Cxx is repeated with that length", "[apdu][exchange]") {
    ScriptedCard card;
    card.on(select_t0, "61 00").on("00 C0 00 00 00", "6C 02").on("00 C0 00 00 02", "6F 00 90 00");
    const auto response = exchange(card, select_file);
    REQUIRE(response);
    CHECK(response->data == hex("6F00"));
    CHECK(response->ok());
    CHECK(card.complaint() == "");
}

TEST_CASE("61xx may follow a repeated command", "[apdu][exchange]") {
    ScriptedCard card;
    card.on("00 B2 07 00 00", "6C 02").on("00 B2 07 00 02", "61 02").on("00 C0 00 00 02", "07 00 90 00");
    CHECK(exchange(card, read_record)->data == hex("0700"));
    CHECK(card.complaint() == "");
}

TEST_CASE("a refused GET RESPONSE hands up what came and why no more", "[apdu][exchange]") {
    ScriptedCard card;
    card.on(select_t0, "01 61 02").on("00 C0 00 00 02", "6F 00");
    const auto response = exchange(card, select_file);
    REQUIRE(response);
    CHECK(response->data == hex("01"));
    CHECK(response->status.value == 0x6F00);
    CHECK(card.complaint() == "");
}

TEST_CASE("a card that never stops saying 61xx is given up on", "[apdu][exchange]") {
    ScriptedCard card;
    card.on("00 B2 07 00 00", "61 01");
    for (unsigned i = 1; i < max_transmissions; ++i) card.on("00 C0 00 00 01", "5A 61 01");
    const auto response = exchange(card, read_record);
    REQUIRE_FALSE(response);
    CHECK(response.error().fault == Fault::malformed_card);
    CHECK(card.said() == max_transmissions);
    CHECK(card.complaint() == "");
}

TEST_CASE("6Cxx counts towards the bound too", "[apdu][exchange]") {
    ScriptedCard card;
    card.on("00 B2 07 00 00", "61 02");
    for (unsigned sent = 1; sent < max_transmissions; ++sent) {
        if (sent % 2 == 1) {
            card.on("00 C0 00 00 02", "6C 01");
        } else {
            card.on("00 C0 00 00 01", "5A 61 02");
        }
    }
    const auto response = exchange(card, read_record);
    REQUIRE_FALSE(response);
    CHECK(response.error().fault == Fault::malformed_card);
    CHECK(card.said() == max_transmissions);
    CHECK(card.complaint() == "");
}

TEST_CASE("an answer that takes every transmission there is still counts", "[apdu][exchange]") {
    ScriptedCard card;
    card.on("00 B2 07 00 00", "61 01");
    for (unsigned i = 2; i < max_transmissions; ++i) card.on("00 C0 00 00 01", "5A 61 01");
    card.on("00 C0 00 00 01", "5A 90 00");
    const auto response = exchange(card, read_record);
    REQUIRE(response);
    CHECK(response->data.size() == max_transmissions - 1);
    CHECK(card.complaint() == "");
}

TEST_CASE("GET RESPONSE answered with 61xx and no data makes no progress", "[apdu][exchange]") {
    ScriptedCard card;
    card.on("00 B2 07 00 00", "61 02").on("00 C0 00 00 02", "61 02");
    const auto response = exchange(card, read_record);
    REQUIRE_FALSE(response);
    CHECK(response.error().fault == Fault::malformed_card);
    CHECK(response.error().detail == 0x6102);
    CHECK(card.complaint() == "");
}

TEST_CASE("65536 bytes are collected and not one more", "[apdu][exchange]") {
    const auto last = GENERATE(std::string{"9000"}, std::string{"5A9000"});
    ScriptedCard card;
    card.on("00 B2 07 00 00", many(40000, "6100"))
        .on("00 C0 00 00 00", many(25536, "6101"))
        .on("00 C0 00 00 01", last);
    const auto response = exchange(card, read_record);
    if (last == "9000") {
        REQUIRE(response);
        CHECK(response->data.size() == 65536);
    } else {
        REQUIRE_FALSE(response);
        CHECK(response.error().fault == Fault::malformed_card);
    }
    CHECK(card.complaint() == "");
}

TEST_CASE("data that nobody wants stay in the card", "[apdu][exchange]") {
    ScriptedCard card;
    card.on(select_t0, "61 1E");
    const auto response = exchange(card, select_file, Fetch::nothing);
    REQUIRE(response);
    CHECK(response->ok());
    CHECK(response->data.empty());
    CHECK(card.complaint() == "");
}

TEST_CASE("fetching nothing does not hide a refusal or skip the repetition", "[apdu][exchange]") {
    ScriptedCard card;
    card.on(select_t0, "6A 82").on("00 B2 07 00 00", "6C 02").on("00 B2 07 00 02", "07 00 90 00");
    CHECK(exchange(card, select_file, Fetch::nothing)->status.value == 0x6A82);
    CHECK(exchange(card, read_record, Fetch::nothing)->data == hex("0700"));
    CHECK(card.complaint() == "");
}

TEST_CASE("GET RESPONSE goes in the interindustry class and the command's channel", "[apdu][exchange]") {
    struct Example {
        std::uint8_t cla;
        const char* command;
        const char* get_response;
    };
    const auto example = GENERATE(Example{0x00, "00 CA 00 00 00", "00 C0 00 00 02"},
                                  Example{0x02, "02 CA 00 00 00", "02 C0 00 00 02"},
                                  Example{0x04, "04 CA 00 00 00", "00 C0 00 00 02"},   // secure messaging
                                  Example{0x13, "13 CA 00 00 00", "03 C0 00 00 02"},   // chaining
                                  Example{0x80, "80 CA 00 00 00", "00 C0 00 00 02"},   // proprietary
                                  Example{0x84, "84 CA 00 00 00", "00 C0 00 00 02"},   //
                                  Example{0xB1, "B1 CA 00 00 00", "00 C0 00 00 02"});  //
    ScriptedCard card;
    card.on(example.command, "61 02").on(example.get_response, "5A 5A 90 00");
    CHECK(exchange(card, Command{example.cla, 0xCA, 0x00, 0x00, {}, 256})->ok());
    CHECK(card.complaint() == "");
}

TEST_CASE("a fault of the slot passes through unchanged", "[apdu][exchange]") {
    ScriptedCard card;
    card.on("00 B2 07 00 00", Fault::card_removed, 0x80100069);
    const auto response = exchange(card, read_record);
    REQUIRE_FALSE(response);
    CHECK(response.error().fault == Fault::card_removed);
    CHECK(response.error().step == "scripted card");
    CHECK(response.error().detail == 0x80100069);
    CHECK(card.complaint() == "");
}

TEST_CASE("a card pulled out during GET RESPONSE is gone, not half read", "[apdu][exchange]") {
    ScriptedCard card;
    card.on("00 B2 07 00 00", "61 02").on("00 C0 00 00 02", Fault::card_removed);
    const auto response = exchange(card, read_record);
    REQUIRE_FALSE(response);
    CHECK(response.error().fault == Fault::card_removed);
    CHECK(card.complaint() == "");
}

TEST_CASE("an answer without a status word is malformed", "[apdu][exchange]") {
    const auto* const answer = GENERATE("", "90");
    ScriptedCard card;
    card.on("00 B2 07 00 00", answer);
    const auto response = exchange(card, read_record);
    REQUIRE_FALSE(response);
    CHECK(response.error().fault == Fault::malformed_card);
    CHECK(card.complaint() == "");
}

TEST_CASE("a command that the protocol cannot carry is not sent", "[apdu][exchange]") {
    ScriptedCard card;
    const auto response = exchange(card, Command{0x00, 0xB0, 0x00, 0x00, {}, 257});
    REQUIRE_FALSE(response);
    CHECK(response.error().fault == Fault::internal);
    CHECK(card.complaint() == "");
}

TEST_CASE("a repetition after 6Cxx that would be the same bytes is not sent", "[apdu][exchange]") {
    ScriptedCard card;
    card.on("00 B2 07 00 0B", "6C 0B");
    CHECK(exchange(card, Command{0x00, 0xB2, 0x07, 0x00, {}, 11})->status.value == 0x6C0B);
    CHECK(card.complaint() == "");

    // T=0 has no room for Le after data: a PIN would be tried twice.
    ScriptedCard pin;
    pin.on("00 20 00 00 03 12 34 56", "6C 02");
    CHECK(exchange(pin, Command{0x00, 0x20, 0x00, 0x00, hex("123456")})->status.value == 0x6C02);
    CHECK(pin.complaint() == "");
}

TEST_CASE("GET RESPONSE keeps logical channels 4 to 19", "[apdu][exchange]") {
    ScriptedCard card;
    card.on("41 CA 00 00 00", "61 02")
        .on("41 C0 00 00 02", "5A 5A 90 00")
        .on("7F CA 00 00 00", "61 02")  // secure messaging, chaining, channel 19
        .on("4F C0 00 00 02", "5A 5A 90 00");
    CHECK(exchange(card, Command{0x41, 0xCA, 0x00, 0x00, {}, 256})->ok());
    CHECK(exchange(card, Command{0x7F, 0xCA, 0x00, 0x00, {}, 256})->ok());
    CHECK(card.complaint() == "");
}

TEST_CASE("a conversation without end is reported with the last status word", "[apdu][exchange]") {
    ScriptedCard card;
    card.on("00 B2 07 00 00", "61 01");
    for (unsigned i = 1; i < max_transmissions; ++i) card.on("00 C0 00 00 01", "5A 61 01");
    CHECK(exchange(card, read_record).error().detail == 0x6101);
}
