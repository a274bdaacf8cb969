#include <sscard/card/application.hpp>

#include "strangers.hpp"

using namespace sscard;
using namespace sscard::card;
using apdu::Protocol;
using test::ScriptedCard;

namespace {

const std::string select_mf = "00A40000023F00";
const std::string select_ef05 = "00A4020002EF05";
const std::string select_ef05_p1_00 = "00A4000002EF05";
const std::string card_number = "07094432313433353639589000";

std::string le(const std::string& command) { return command + "00"; }

Fault fault_of(ScriptedCard& card) {
    const auto environment = select_environment(card);
    REQUIRE_FALSE(environment);
    return environment.error().fault;
}

}  // namespace

TEST_CASE("under T=0 the name is selected without Le and 61xx is not fetched", "[card][application]") {
    ScriptedCard card;
    card.on(select_name, "611E");
    const auto environment = select_environment(card);
    REQUIRE(environment);
    CHECK_FALSE(environment->fci_given);
    CHECK_FALSE(environment->algorithm);
    CHECK_FALSE(environment->under_mf);
    CHECK(card.complaint() == "");
}

TEST_CASE("an FCI that comes by itself names the cipher", "[card][application]") {
    const auto [issuer_data, algorithm, named] = GENERATE(table<std::string, std::optional<Algorithm>, bool>({
        {"9F0C03860101", Algorithm::triple_des, true},
        {"9F0C03860102", Algorithm::ssf33, true},
        {"9F0C03860103", Algorithm::sm4, true},
        {"9F0C03860104", std::nullopt, true},  // one that we do not know is not "none"
        {"9F0C0486020101", std::nullopt, true},
        {"9F0C028600", std::nullopt, false},
        {"9F0C03FF0103", std::nullopt, false},
        {"88011E", std::nullopt, false},
    }));
    CAPTURE(issuer_data);
    Bytes proprietary = test::hex(issuer_data);
    Bytes content = test::hex("840F7378312E73682EC9E7BBE1B1A3D5CF");
    content.push_back(0xA5);
    content.push_back(static_cast<std::uint8_t>(proprietary.size()));
    content.insert(content.end(), proprietary.begin(), proprietary.end());
    Bytes answer{0x6F, static_cast<std::uint8_t>(content.size())};
    answer.insert(answer.end(), content.begin(), content.end());
    ScriptedCard card;
    card.on(select_name, to_hex(answer) + "9000");
    const auto environment = select_environment(card);
    REQUIRE(environment);
    CHECK(environment->fci_given);
    CHECK(environment->algorithm == algorithm);
    CHECK(environment->algorithm_named == named);
}

TEST_CASE("a selection with a remark, without data or with nonsense is a selection", "[card][application]") {
    const auto* answer = GENERATE("9000", "6284", "6100", "6F05849000", "DEADBEEF9000");
    CAPTURE(answer);
    ScriptedCard card;
    card.on(select_name, answer);
    const auto environment = select_environment(card);
    REQUIRE(environment);
    CHECK_FALSE(environment->fci_given);
    CHECK_FALSE(environment->algorithm);
    CHECK(card.complaint() == "");
}

TEST_CASE("a contactless card that insists on Le gets it, and is remembered for it", "[card][application]") {
    ScriptedCard card;
    card.speaks(Protocol::t1);
    SECTION("with 6700") { card.on(select_name, "6700").on(le(select_name), fci + "9000"); }
    SECTION("with 6Cxx") { card.on(select_name, "6C1E").on(select_name + "1E", fci + "9000"); }
    const auto environment = select_environment(card);
    REQUIRE(environment);
    CHECK(environment->algorithm == Algorithm::sm4);
    CHECK(card.complaint() == "");
}

TEST_CASE("a refused length is asked again with Le once, in the later commands at once",
          "[card][application]") {
    ScriptedCard card;
    card.speaks(Protocol::t1)
        .on(select_name, "6700")
        .on(le(select_name), "6A82")
        .on(select_mf, "6700")
        .on(le(select_mf), "9000")
        .on(le(select_name), fci + "9000");
    const auto environment = select_environment(card);
    REQUIRE(environment);
    CHECK(environment->wants_select_le);
    CHECK(card.complaint() == "");
}

TEST_CASE("under T=0 a refused length is not answered with the same bytes", "[card][application]") {
    ScriptedCard card;
    card.on(select_name, "6700").on(select_mf, "6A82").on(select_ef05, "6A82").on(select_ef05_p1_00, "6A82");
    known_to_nobody(card);
    CHECK(fault_of(card) == Fault::not_social_security_card);
    CHECK(card.complaint() == "");
}

TEST_CASE("a name that is not found is looked for from the MF", "[card][application]") {
    ScriptedCard card;
    card.on(select_name, "6A82").on(select_mf, "6115").on(select_name, "611E");
    const auto environment = select_environment(card);
    REQUIRE(environment);
    CHECK_FALSE(environment->under_mf);
    CHECK(card.complaint() == "");
}

TEST_CASE("without the name, EF05 under the MF with a card number is taken", "[card][application]") {
    ScriptedCard card;
    card.on(select_name, "6A82").on(select_mf, "9000").on(select_name, "6A82").on(select_ef05, "9000");
    SECTION("by number, as it is known to be read") { card.on("00B207040B", card_number); }
    SECTION("by tag") {
        card.on("00B207040B", "6A86").on("00B2010412", "6A86").on("00B207000B", card_number);
    }
    SECTION("the whole file") {
        card.on("00B207040B", "6A86").on("00B2010412", "6A86").on("00B207000B", "6A86");
        card.on("00B2010540", "020133" + card_number);
    }
    SECTION("in another order") { card.on("00B207040B", "0201339000").on("00B2010412", card_number); }
    SECTION("by its identification code alone") {
        card.on("00B207040B",
                "0702333390"
                "00")
            .on(select_ef05, "9000");
        card.on("00B2010412", "0110310000D156000005000000017A3C5E909000");
    }
    const auto environment = select_environment(card);
    REQUIRE(environment);
    CHECK(environment->under_mf);
    CHECK(card.complaint() == "");
}

TEST_CASE("an EF05 with neither card number nor identification code is another card's file",
          "[card][application]") {
    const auto* record = GENERATE("6A83", "9000", "070244319000", "08094432313433353639589000", "FFFF9000");
    CAPTURE(record);
    Twisted card{no_card(), [&](ByteView command, apdu::Transport&) -> Result<Bytes> {
                     if (to_hex(command) == select_ef05) return test::hex("9000");
                     if (to_hex(command) == "00B207040B") return test::hex(record);
                     return test::hex(command[1] == 0xB2 ? "6A83" : "6A82");
                 }};
    const auto environment = select_environment(card);
    REQUIRE_FALSE(environment);
    CHECK(environment.error().fault == Fault::not_social_security_card);
    CHECK(card.commands.size() <= 30);
}

TEST_CASE("an EF05 under the MF is selected with P1 00 too", "[card][application]") {
    const auto* refusal = GENERATE("6A86", "6A82", "6A81", "6A80", "6B00", "6700", "6D00", "6F00");
    CAPTURE(refusal);
    ScriptedCard card;
    card.on(select_name, "6A82").on(select_mf, "9000").on(select_name, "6A82");
    card.on(select_ef05, refusal).on(select_ef05_p1_00, "9000").on("00B207040B", card_number);
    const auto environment = select_environment(card);
    REQUIRE(environment);
    CHECK(environment->under_mf);
    CHECK(card.complaint() == "");
}

TEST_CASE("a locked card is locked wherever it says so", "[card][application]") {
    const auto* status = GENERATE("9303", "6283");
    ScriptedCard card;
    card.on(select_name, "6A82");
    SECTION("to the MF") { card.on(select_mf, status); }
    SECTION("to EF05") { card.on(select_mf, "6A82").on(select_ef05, status); }
    SECTION("to its records") { card.on(select_mf, "6A82").on(select_ef05, "9000").on("00B207040B", status); }
    CHECK(fault_of(card) == Fault::card_blocked);
    CHECK(card.complaint() == "");
}

TEST_CASE("a card that fails is no other card", "[card][application]") {
    const auto* status = GENERATE("6581", "6400", "6501");
    ScriptedCard card;
    card.on(select_name, status).on(select_mf, "6A82");
    CHECK(fault_of(card) == Fault::malformed_card);
    CHECK(card.complaint() == "");
}

TEST_CASE("a name that is refused in any way is looked for from the MF", "[card][application]") {
    const auto* refusal = GENERATE("6A86", "6D00", "6F00", "6985", "6700");
    ScriptedCard card;
    card.on(select_name, refusal).on(select_mf, "9000").on(select_name, "611E");
    CHECK(select_environment(card));
    CHECK(card.complaint() == "");
}

TEST_CASE("a card that knows neither name nor file is not ours", "[card][application]") {
    ScriptedCard card;
    card.on(select_name, "6A82").on(select_mf, "6A82").on(select_ef05, "6A82").on(select_ef05_p1_00, "6A82");
    known_to_nobody(card);
    const auto environment = select_environment(card);
    REQUIRE_FALSE(environment);
    CHECK(environment.error().fault == Fault::not_social_security_card);
    CHECK(environment.error().detail == 0x6A82);
    CHECK(card.complaint() == "");
}

TEST_CASE("a card that is not ours is said what it seems to be", "[card][application]") {
    ScriptedCard card;
    card.on(select_name, "6A82").on(select_mf, "9000").on(select_name, "6A82");
    card.on(select_ef05, "6A82").on(select_ef05_p1_00, "6A82");
    card.on(probes[0], "6A82").on(probes[1], "6112").on("00A4040007F06E6F626F6479", "6A82");
    const auto environment = select_environment(card);
    REQUIRE_FALSE(environment);
    CHECK(seems(environment.error()) == "psam");
    CHECK(card.complaint() == "");
}

TEST_CASE("the environment is selected again as it was found", "[card][application]") {
    Environment environment;
    ScriptedCard card;
    SECTION("by name") { card.on(select_name, "611E"); }
    SECTION("by name, with Le where the card insists on it") {
        environment.wants_select_le = true;
        card.speaks(Protocol::t1).on(le(select_name), fci + "9000");
    }
    SECTION("under the MF") {
        environment.under_mf = true;
        card.on(select_mf, "9000").on(select_ef05, "9000");
    }
    CHECK(return_to_environment(card, environment));
    CHECK(card.complaint() == "");
}

TEST_CASE("an environment that cannot be selected again is a fault", "[card][application]") {
    const auto [status, fault] = GENERATE(table<std::string, Fault>({{"6A82", Fault::malformed_card},
                                                                     {"6283", Fault::card_blocked},
                                                                     {"9303", Fault::card_blocked},
                                                                     {"6A81", Fault::card_blocked}}));
    CAPTURE(status);
    ScriptedCard card;
    card.on(select_name, status);
    const auto back = return_to_environment(card, {});
    REQUIRE_FALSE(back);
    CHECK(back.error().fault == fault);
    CHECK(card.complaint() == "");
}

TEST_CASE("a locked card is told from one that is not ours", "[card][application]") {
    const auto* status = GENERATE("6A81", "6283", "9303");
    CAPTURE(status);
    ScriptedCard card;
    card.on(select_name, status);
    CHECK(fault_of(card) == Fault::card_blocked);
    CHECK(card.complaint() == "");
}

TEST_CASE("a card that is locked only from the MF on is locked", "[card][application]") {
    ScriptedCard card;
    card.on(select_name, "6A82").on(select_mf, "9000").on(select_name, "6A81");
    CHECK(fault_of(card) == Fault::card_blocked);
}

TEST_CASE("a fault of the slot passes unchanged at every exchange", "[card][application]") {
    const std::vector<std::pair<std::string, std::string>> lines{
        {select_name, "6A82"}, {select_mf, "9000"},    {select_name, "6A82"},
        {select_ef05, "9000"}, {"00B207040B", "6A83"}, {"00B2010412", "6A83"}};
    for (std::size_t at = 0; at < lines.size(); ++at) {
        CAPTURE(at);
        ScriptedCard card;
        for (std::size_t i = 0; i < at; ++i) card.on(lines[i].first, lines[i].second);
        card.on(lines[at].first, Fault::card_removed, 0x80100069);
        const auto environment = select_environment(card);
        REQUIRE_FALSE(environment);
        CHECK(environment.error().fault == Fault::card_removed);
        CHECK(environment.error().detail == 0x80100069);
        CHECK(card.complaint() == "");
    }
}
