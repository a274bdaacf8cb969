#include <sscard/card/bank_account.hpp>

#include "bank_cards.hpp"

using namespace sscard;
using namespace sscard::card;
using test::ScriptedCard;

TEST_CASE("the account is looked up as a terminal does, in nine exchanges", "[card][bank]") {
    virtual_card::Engine engine{sample("with-bank-account")};
    REQUIRE(select_environment(engine));
    Twisted card{engine};
    const auto account = account_of(card);
    CHECK(account.number == "6200001234567890128");
    CHECK(account.warnings.empty());
    CHECK(card.commands == Lines{select_debit, "00C0000028",        // FCI: wants one byte of the terminal
                                 "80A8000003830100", "00C000000C",  // format 1: two files
                                 "00B2010C00", "00B2010C23",        // track 2
                                 "00B2011400", "00B2011418",        // the number itself
                                 select_name});
}

TEST_CASE("a contactless card says everything at once, in five exchanges", "[card][bank]") {
    auto file = sample("with-bank-account");
    file.protocol = apdu::Protocol::t1;
    file.behaviour.le_zero = virtual_card::LeZero::data;
    virtual_card::Engine engine{file};
    Twisted card{engine};
    CHECK(account_of(card).number == "6200001234567890128");
    CHECK(card.commands ==
          Lines{select_debit + "00", "80A800000383010000", "00B2010C00", "00B2011400", select_name});
}

TEST_CASE("format 2 gives track 2 by itself; the files are read until the number is there too",
          "[card][bank]") {
    ScriptedCard card;
    card.on(select_debit, "9000")
        .on("80A80000028300", "7716 82027C00 570A 6200001234567890128D 9404 10010100 9000");
    card.on("00B2011400", "700C 5A0A 6200001234567890128F 9000");
    card.on(select_name, "9000");
    CHECK(account_of(card).number == "6200001234567890128");
    CHECK(card.complaint() == "");
}

TEST_CASE("what the card wants to know is answered with zeros, but for country, currency and no cryptogram",
          "[card][bank]") {
    ScriptedCard card;
    card.on(select_debit,
            "6F 1A 84 02 A000 A5 14 9F38 11 9F66 04 9F02 06 9F1A 02 5F2A 02 9A 03 9F37 04 9000");
    card.on("80A80000 17 83 15 40000000 000000000000 0156 0156 000000 00000000", "6985");
    short_ways(card).on(select_name, "9000");
    CHECK(account_of(card).number == "6200001234567890128");
    CHECK(card.complaint() == "");
}

TEST_CASE("where the processing options are refused or useless, accounts are read where they usually stand",
          "[card][bank]") {
    const auto* options =
        GENERATE("6D00", "6985", "6A80", "9000", "8006 7C00 18010100 9000", "77009000", "FFFF9000");
    CAPTURE(options);
    ScriptedCard card;
    card.on(select_debit, "9000").on(no_options, options);
    if (std::string{options}.starts_with("8006")) card.on("00B2011C00", "6A83");
    short_ways(card).on(select_name, "611E");
    CHECK(account_of(card).number == "6200001234567890128");
    CHECK(card.complaint() == "");
}

TEST_CASE("a list of wanted items that makes no sense, or has no end, is not answered", "[card][bank]") {
    const auto* pdol = GENERATE("A503 9F38 00 9F66", "9F38 02 9F66", "9F38 03 9FFFFF", "9F38 04 9F37FF00",
                                "9F38 06 9F37FA 9F3701");
    CAPTURE(pdol);
    const auto list = test::hex(pdol);
    ScriptedCard card;
    card.on(select_debit, to_hex(list) + "9000");
    if (list[0] == 0xA5) card.on(no_options, "6985");
    short_ways(card).on(select_name, "9000");
    CHECK(account_of(card).number);
    CHECK(card.complaint() == "");
}

TEST_CASE("the other applications of the bank are found, the whole names last", "[card][bank]") {
    ScriptedCard card;
    card.on(select_debit, "6A82");
    SECTION("by the beginning of their name") { card.on(select_some, "9000"); }
    SECTION("in the directory of contact cards") {
        card.on(select_some, "6A82").on(select_pse, "6F05 A503 880101 9000");
        card.on("00B2010C00", "7017 6107 4F05A000000632 610C 4F08A000000333010102 5000 9000");
        card.on("00B2020C00", "6A83").on("00A4040008A000000333010102", "9000");
    }
    SECTION("by their whole names") {
        card.on(select_some, "6A81").on(select_pse, "6A82");
        card.on("00A4040008A000000333010102", "6A82").on("00A4040008A000000333010103", "9000");
    }
    SECTION("in the directory of contactless cards") {
        card.on(select_some, "6A82").on(select_pse, "6A82");
        for (const auto* last : {"02", "03", "06"})
            card.on("00A4040008A0000003330101" + std::string{last}, "6A82");
        card.on(select_ppse, "6F13 A511 BF0C0E 610C 4F08A000000333010106 8700 9000");
        card.on("00A4040008A000000333010106", "9000");
    }
    card.on(no_options, "6985");
    short_ways(card).on(select_name, "9000");
    CHECK(account_of(card).number == "6200001234567890128");
    CHECK(card.complaint() == "");
}

TEST_CASE("a card without a bank, or with an empty one, has no account and no fault", "[card][bank]") {
    ScriptedCard card;
    std::size_t exchanges = 0;
    SECTION("without") {
        no_bank(card);
        exchanges = 8;
    }
    SECTION("empty") {
        card.on(select_debit, "9000")
            .on(no_options, "6985")
            .on("00B2011400", "6A83")
            .on("00B2010C00", "6A83");
        exchanges = 5;
    }
    SECTION("padding") {
        card.on(select_debit, "9000").on(no_options, "6985");
        card.on("00B2011400", "700A 5A08 FFFFFFFFFFFFFFFF 9000")
            .on("00B2010C00", "700C 5700 5A08 0000000000000000 9000");
        exchanges = 5;
    }
    SECTION("a directory of others") {
        card.on(select_debit, "6A82").on(select_some, "6A82").on(select_pse, "6F05 A503 880101 9000");
        card.on("00B2010C00", "7009 6107 4F05A000000632 9000").on("00B2020C00", "6A83");
        for (const auto* last : {"02", "03", "06"})
            card.on("00A4040008A0000003330101" + std::string{last}, "6A82");
        card.on(select_ppse, "6A82");
        exchanges = 10;
    }
    card.on(select_name, "9000");
    const auto account = account_of(card);
    CHECK_FALSE(account.number);
    CHECK(account.warnings.empty());
    CHECK(card.said() == exchanges);
    CHECK(card.complaint() == "");
}

TEST_CASE("a locked application is said, and no other account is shown in its place", "[card][bank]") {
    const auto* status = GENERATE("6283", "6A81", "9303");
    CAPTURE(status);
    ScriptedCard card;
    SECTION("the usual one") { card.on(select_debit, status); }
    SECTION("one of the directory") {
        card.on(select_debit, "6A82").on(select_some, "6A82");
        card.on(select_pse, "6F13 A511 BF0C0E 610C 4F08A000000333010102 8700 9000");
        card.on("00A4040008A000000333010102", status);
    }
    card.on(select_name, "9000");
    const auto account = account_of(card);
    CHECK_FALSE(account.number);
    CHECK(account.warnings == Codes{"application_blocked"});
    CHECK(card.complaint() == "");
}

TEST_CASE("a number that fails its check, or two that differ, are shown with a warning", "[card][bank]") {
    const auto [record, number, right] = GENERATE(table<std::string, const char*, bool>({
        {"57 0A 6200001234567890128D 5A 0A 6200001234567890128F", "6200001234567890128", true},
        {"5A 08 6200001234567897", "6200001234567897", false},
        {"5A 08 6200001234567892", "6200001234567892", true},
        {"5A 06 620000123450", "620000123450", true},
        {"5A 05 6200001235", "6200001235", false},  // too short, though the check is right
        {"5A 0A 62000012345678901281", "62000012345678901281", false},  // too long
        {"57 0A 6200001234567890128D 5A 08 6200001234567892", "6200001234567890128", false},
        {"57 09 6200001234567892FF", "6200001234567892", false},  // no separator
        {"5A 09 6200001234567892D4", "6200001234567892", false},  // no padding
        {"5A 02 D491", nullptr, false},
        {"57 02 D491 5A 08 6200001234567892", "6200001234567892", false},
    }));
    CAPTURE(record);
    auto bytes = test::hex(record);
    bytes.insert(bytes.begin(), {0x70, static_cast<std::uint8_t>(bytes.size())});
    ScriptedCard card;
    card.on(select_debit, "9000").on(no_options, "6985").on("00B2011400", to_hex(bytes) + "9000");
    if (record.find("57") == std::string::npos || record.find("5A") == std::string::npos)
        card.on("00B2010C00", "6A83");
    card.on(select_name, "9000");
    const auto account = account_of(card);
    CHECK(account.number == (number == nullptr ? std::nullopt : std::optional<std::string>{number}));
    CHECK(account.warnings == (right ? Codes{} : Codes{"bank_account_check"}));
    CHECK(card.complaint() == "");
}

TEST_CASE("the same source twice, with another number, is a warning too", "[card][bank]") {
    ScriptedCard card;
    card.on(select_debit, "9000")
        .on(no_options, "7716 82027C00 570A 6200001234567890128D 9404 10010200 9000");
    card.on("00B2011400", "700C 570A 6200001234567890136D 9000").on("00B2021400", "6A83");
    card.on(select_name, "9000");
    const auto account = account_of(card);
    CHECK(account.number == "6200001234567890128");
    CHECK(account.warnings == Codes{"bank_account_check"});
    CHECK(card.complaint() == "");
}

TEST_CASE("the way back is the way in: by name, or the MF and EF05", "[card][bank]") {
    Environment environment;
    ScriptedCard card;
    no_bank(card);
    SECTION("by name") { card.on(select_name, "611E"); }
    SECTION("under the MF") {
        environment.under_mf = true;
        card.on("00A40000023F00", "9000").on("00A4020002EF05", "9000");
    }
    REQUIRE(read_bank_account(card, environment));
    CHECK(card.complaint() == "");
}

TEST_CASE("an environment that is not there any more is a fault, whatever was found", "[card][bank]") {
    const auto [status, fault] = GENERATE(table<std::string, Fault>(
        {{"6A82", Fault::malformed_card}, {"9303", Fault::card_blocked}, {"6A81", Fault::card_blocked}}));
    CAPTURE(status);
    ScriptedCard card;
    no_bank(card).on(select_name, status);
    const auto account = read_bank_account(card, {});
    REQUIRE_FALSE(account);
    CHECK(account.error().fault == fault);
    CHECK(card.complaint() == "");
}

TEST_CASE("after the account the card is read as before", "[card][bank]") {
    virtual_card::Engine card{sample("with-bank-account")};
    const auto first = read_all(card);
    REQUIRE(first);
    REQUIRE(read_bank_account(card, first->environment));
    CHECK(card.transmit(test::hex("00B207280B")) == test::hex("0709443231343335363958 9000"));
    const auto second = read_all(card);
    REQUIRE(second);
    CHECK(second->values == first->values);
}

TEST_CASE("an early Shanghai card is read again after the bank was asked", "[card][bank]") {
    virtual_card::Engine card{sample("shanghai")};
    const auto first = read_all(card);
    REQUIRE(first);
    CHECK(first->environment.under_mf);
    REQUIRE(read_bank_account(card, first->environment));
    CHECK(card.transmit(test::hex("00B207040B")).value().size() == 13);
}
