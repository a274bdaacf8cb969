#include <sscard/apdu/tlv.hpp>

#include "catch.hpp"
#include "issuer_records.hpp"

using namespace sscard;
using namespace sscard::card;
using test::ScriptedCard;

TEST_CASE("one record is read by its tag and short identifier, without SELECT", "[card][records]") {
    ScriptedCard card;
    card.on("00B207280B", number + "9000");
    Habits learned;
    CHECK(value(read(card, {item(7)}, {}, &learned), 7) == number_value);
    CHECK(learned == Habits{});
    CHECK(card.complaint() == "");
}

TEST_CASE("a card without short identifiers gets SELECT, and is not tried again", "[card][records]") {
    const auto* refusal = GENERATE("6986", "6A86", "6A82", "6A81", "6981", "6B00", "6985", "6901", "6D00");
    CAPTURE(refusal);
    ScriptedCard card;
    card.on("00B207280B", refusal).on("00A4020002EF05", "9000").on("00B207000B", number + "9000");
    card.on("00B2030006", version + "9000");
    card.on("00A4020002EF05", "9000").on("00B207000B", number + "9000");
    Habits learned;
    const auto content = read(card, {item(7), item(3)}, {}, &learned);
    CHECK(value(content, 7) == number_value);
    CHECK(value(content, 3) == version.substr(4));
    CHECK(learned.refuses_sfi);
    CHECK(value(read(card, {item(7)}, learned), 7) == number_value);
    CHECK(card.complaint() == "");
}

TEST_CASE("a short identifier that the card takes for an empty file is checked by SELECT",
          "[card][records]") {
    ScriptedCard card;
    card.on("00B207280B", "6A83").on("00B2072C0B", "6A83").on("00B2012C12", "6A83");
    card.on("00A4020002EF05", "9000").on("00B207000B", number + "9000");
    Habits learned;
    CHECK(value(read(card, {item(7)}, {}, &learned), 7) == number_value);
    CHECK(learned.refuses_sfi);
    CHECK(card.complaint() == "");
}

TEST_CASE("EFs are selected with P1 02, else 00", "[card][records]") {
    ScriptedCard card;
    Habits habits;
    habits.refuses_sfi = true;
    card.on("00A4020002EF05", "6A86").on("00A4000002EF05", "9000").on("00B207000B", number + "9000");
    Habits learned;
    CHECK(value(read(card, {item(7)}, habits, &learned), 7) == number_value);
    CHECK(learned.refuses_select_02);
    CHECK(card.complaint() == "");
}

TEST_CASE("a habit that is wrong for this card costs exchanges, not data", "[card][records]") {
    Habits wrong;
    wrong.refuses_sfi = wrong.refuses_select_02 = wrong.refuses_tags = wrong.refuses_whole_file = true;
    wrong.le = LeForm::zero;
    ScriptedCard card;
    card.on("00A4000002EF05", "6A82").on("00A4020002EF05", "9000");  // P1 00 is not for EFs here
    card.on("00B2070400", "6A86").on("00B2010400", "6A86");          // nor are there numbers
    card.on("00B2070000", "6C0B").on("00B207000B", number + "9000");
    Habits learned;
    CHECK(value(read(card, {item(7)}, wrong, &learned), 7) == number_value);
    CHECK_FALSE(learned.refuses_select_02);
    CHECK_FALSE(learned.refuses_tags);
    CHECK(card.complaint() == "");
}

TEST_CASE("a card that wants Le says so in one of three ways", "[card][records]") {
    ScriptedCard card;
    Habits learned;
    SECTION("6Cxx: the length that it names, at once") {
        card.on("00B207280B", "6C0C").on("00B207280C", "070A443231343335363958009000");
        CHECK(value(read(card, {item(7)}, {}, &learned), 7) == number_value + "00");
        CHECK(learned.le == LeForm::exact);
    }
    SECTION("6700 to a wrong length: 00, and it names the right one") {
        card.on("00B207280B", "6700").on("00B2072800", "6C0C");
        card.on("00B207280C", "070A443231343335363958009000");
        CHECK(value(read(card, {item(7)}, {}, &learned), 7) == number_value + "00");
        CHECK(learned.le == LeForm::exact);
    }
    SECTION("6700 to the right length: 00, from then on") {
        card.on("00B207280B", "6700").on("00B2072800", number + "9000").on("00B2032800", version + "9000");
        const auto content = read(card, {item(7), item(3)}, {}, &learned);
        CHECK(value(content, 3) == version.substr(4));
        CHECK(learned.le == LeForm::zero);
    }
    SECTION("6700 to every length: none, from then on") {
        card.on("00B207280B", "6700").on("00B2072800", "6700").on("00B20728", number + "9000");
        card.on("00B20328", version + "9000");
        const auto content = read(card, {item(7), item(3)}, {}, &learned);
        CHECK(value(content, 3) == version.substr(4));
        CHECK(learned.le == LeForm::none);
    }
    CHECK(card.complaint() == "");
}

TEST_CASE("data that waits in the card is fetched", "[card][records]") {
    ScriptedCard card;
    card.on("00B207280B", "610B").on("00C000000B", number + "9000");
    CHECK(value(read(card, {item(7)}), 7) == number_value);
    CHECK(card.complaint() == "");
}

TEST_CASE("data with the remark that the file ended is data", "[card][records]") {
    ScriptedCard card;
    card.on("00B207280B", number + "6282");
    CHECK(value(read(card, {item(7)}), 7) == number_value);
    CHECK(card.complaint() == "");
}

TEST_CASE("a record longer than it should be is read to its end", "[card][records]") {
    ScriptedCard card;
    card.on("00B207280B", "070C4432313433353639589000");
    card.on("00B207280E", "070C4432313433353639584142439000");
    CHECK(value(read(card, {item(7)}), 7) == number_value + "414243");
    CHECK(card.complaint() == "");
}

TEST_CASE("a record shorter than it should be is taken as it is", "[card][records]") {
    ScriptedCard card;
    card.on("00B207280B", "6C04").on("00B2072804", "070244329000");
    CHECK(value(read(card, {item(7)}), 7) == "4432");
    CHECK(card.complaint() == "");
}

TEST_CASE("tags that the card does not know give way to numbers", "[card][records]") {
    const auto* refusal = GENERATE("6A83", "6A86", "6A81");
    CAPTURE(refusal);
    ScriptedCard card;
    Habits habits;
    habits.refuses_sfi = true;
    card.on("00A4020002EF05", "9000");
    card.on("00B2070000", refusal);
    habits.le = LeForm::zero;
    card.on("00B2070400", number + "9000");
    Habits learned;
    CHECK(value(read(card, {item(7)}, habits, &learned), 7) == number_value);
    CHECK(learned.refuses_tags);
    CHECK(card.complaint() == "");
}

TEST_CASE("a record with another tag is never taken for the one asked for", "[card][records]") {
    ScriptedCard card;
    card.on("00B207280B", version + "9000");  // the tag is taken for something else
    card.on("00B2072C0B", version + "9000");  // and the order of the records is another
    card.on("00B2012C12", identification + "9000").on("00B2022C03", "6C0B");
    card.on("00B2022C0B", number + "9000");
    const auto content = read(card, {item(7)});
    CHECK(value(content, 7) == number_value);
    CHECK(value(content, 3) == version.substr(4));
    CHECK(card.complaint() == "");
}

TEST_CASE("a missing record is missing, and teaches nothing", "[card][records]") {
    ScriptedCard card;
    card.on("00B2062806", "6A83").on("00B2062C06", "6C0B").on("00B2062C0B", number + "9000");
    card.on("00B2012C12", identification + "9000").on("00B2022C03", card_class + "9000");
    card.on("00B2032C06", version + "9000").on("00B2042C0E", rest.substr(0, 28) + "9000");
    card.on("00B2052C06", rest.substr(28, 12) + "9000").on("00B2072C0B", "6A83").on("00B2082C0B", "6A83");
    Habits learned;
    const auto content = read(card, {item(6)}, {}, &learned);
    CHECK(value(content, 6) == "none");
    CHECK(learned == Habits{});
    CHECK(card.complaint() == "");
}

TEST_CASE("a missing file is missing, and teaches nothing", "[card][records]") {
    ScriptedCard card;
    card.on("00B207280B", "6A82").on("00A4020002EF05", "6A82").on("00A4000002EF05", "6A82");
    Habits learned;
    const auto content = read(card, {item(7)}, {}, &learned);
    REQUIRE(content);
    CHECK(content->state == FileContent::State::not_present);
    CHECK(content->status.value == 0x6A82);
    CHECK(learned == Habits{});
    CHECK(card.complaint() == "");
}

TEST_CASE("a protected file is not asked twice", "[card][records]") {
    ScriptedCard card;
    SECTION("the right is missing for READ RECORD") { card.on("00B207280B", "6982"); }
    SECTION("another word for it, which may mean that no file is selected") {
        const auto* status = GENERATE("6985", "6901");
        card.on("00B207280B", status).on("00A4020002EF05", "9000").on("00B207000B", status);
    }
    SECTION("the right is missing for SELECT") {
        const auto* status = GENERATE("6982", "6985", "6901");
        card.on("00B207280B", "6986").on("00A4020002EF05", status);
    }
    SECTION("the other SELECT says so") {
        card.on("00B207280B", "6986").on("00A4020002EF05", "6A86").on("00A4000002EF05", "6982");
    }
    const auto content = read(card, {item(7)});
    REQUIRE(content);
    CHECK(content->state == FileContent::State::forbidden);
    CHECK(card.complaint() == "");
}

TEST_CASE("a locked card ends the reading", "[card][records]") {
    const auto* status = GENERATE("9303", "6283");
    ScriptedCard card;
    card.on("00B207280B", status);
    const auto content = read(card, {item(7)});
    REQUIRE_FALSE(content);
    CHECK(content.error().fault == Fault::card_blocked);
    CHECK(content.error().step == "read EF05");
    CHECK(card.complaint() == "");
}

TEST_CASE("a card that insists on Le in SELECT gets it for files too", "[card][records]") {
    ScriptedCard card;
    card.speaks(apdu::Protocol::t1).on("00A4020002EF0500", "9000").on("00B207000B", number + "9000");
    Habits habits;
    habits.refuses_sfi = habits.wants_select_le = true;
    CHECK(value(read(card, {item(7)}, habits), 7) == number_value);
    CHECK(card.complaint() == "");
}

TEST_CASE("records of 64 kB are taken as they are", "[card][records]") {
    Bytes record;
    apdu::append_simple_tlv(record, 0x07, Bytes(65'000, 0x41));
    ScriptedCard card;
    card.on("00B207280B", to_hex(record) + "9000");
    const auto content = read(card, {item(7)});
    REQUIRE(content);
    CHECK(content->records.at(7).size() == 65'000);
}

TEST_CASE("a card that reads from the file before, whatever the short identifier, is selected",
          "[card][records]") {
    // By tag alone; what is asked of EF06 by its short identifier is answered from EF05.
    ScriptedCard card;
    card.on("00B2083014", "6A83").on("00B2093020", "6A83").on("00B2013414", "6A86");
    card.on("00A4020002EF06", "9000").on("00B2010414", "6A86").on("00B2020420", "6A86");
    card.on("00B2080014",
            "08023132"
            "9000")
        .on("00B2090020",
            "0902D5C5"
            "9000");
    Habits habits;
    habits.refuses_whole_file = true;
    RecordReader reader{card, habits};
    const auto items = holder_file().items;
    const auto content = reader.read(holder_file(), items, items.first(2));
    CHECK(card.complaint() == "");
    CHECK(value(content, 8) == "3132");
    CHECK(value(content, 9) == "D5C5");
    CHECK(reader.habits().refuses_sfi);
}

TEST_CASE("a short identifier that leads nowhere is given up for this file, whatever led to the last one",
          "[card][records]") {
    const auto* refusal =
        GENERATE("6A83", "6A86", "6A81", "6A80", "6981", "6986", "6B00", "6700", "6D00", "6F00");
    CAPTURE(refusal);
    Twisted card{no_card(), [&](ByteView command, apdu::Transport&) -> Result<Bytes> {
                     const auto text = to_hex(command);
                     if (text == "00B207280B") return test::hex(number + "9000");
                     if (text == "00A4020002EF06") return test::hex("9000");
                     if (text == "00B2080014")
                         return test::hex(
                             "08023132"
                             "9000");
                     return test::hex(command[1] == 0xB2 && command[3] >= 0x30 ? refusal : "6A83");
                 }};
    RecordReader reader{card};
    CHECK(value(reader.read(issuer_file(), issuer_file().items, std::vector{item(7)}), 7) == number_value);
    const auto content = reader.read(holder_file(), holder_file().items, holder_file().items.first(1));
    CHECK(value(content, 8) == "3132");
    CHECK(card.commands.size() <= 12);
}

TEST_CASE("a card that gives its files whole and not otherwise is read whole for one field too",
          "[card][records]") {
    const auto* refusal = GENERATE("6A83", "6A86", "6A81");
    CAPTURE(refusal);
    Twisted card{no_card(), [&](ByteView command, apdu::Transport&) -> Result<Bytes> {
                     if (to_hex(command) == "00B2012D40" || to_hex(command) == "00B2010540")
                         return test::hex(whole + "9000");
                     if (command[1] == 0xA4) return test::hex("9000");
                     return test::hex(command[3] == 0x28 ? refusal : "6A86");
                 }};
    CHECK(value(read(card, {item(7)}), 7) == number_value);
}

TEST_CASE("a file that cannot be selected is no missing file", "[card][records]") {
    const auto* status = GENERATE("6581", "6F00", "6A81", "6D00");
    CAPTURE(status);
    ScriptedCard card;
    Habits habits;
    habits.refuses_sfi = habits.refuses_whole_file = true;
    card.on("00A4020002EF05", status);
    if (std::string{status} == "6A81" || std::string{status} == "6D00") {
        card.on("00A4000002EF05", status);
    } else {
        card.on("00A4000002EF05", "6A82");
    }
    Twisted stubborn{card, [](ByteView command, apdu::Transport& inner) -> Result<Bytes> {
                         return command[1] == 0xA4 ? inner.transmit(command) : test::hex("6986");
                     }};
    const auto content = read(stubborn, {item(7)}, habits);
    REQUIRE_FALSE(content);
    const bool lock = std::string{status} == "6A81";  // in every form of the command
    CHECK(content.error().fault == (lock ? Fault::card_blocked : Fault::malformed_card));
    CHECK(content.error().detail == test::hex(status)[0] * 256U + test::hex(status)[1]);
    CHECK(card.complaint() == "");
}

TEST_CASE("a file that cannot be selected is read by its short identifier all the same", "[card][records]") {
    ScriptedCard card;
    card.on("00B2012D40", "6A86").on("00A4020002EF05", "6D00").on("00A4000002EF05", "6D00");
    card.on("00B2072C0B", number + "9000");
    Habits habits;
    habits.refuses_tags = true;
    Twisted rest_refused{card, [](ByteView command, apdu::Transport& inner) -> Result<Bytes> {
                             const bool known =
                                 command[3] == 0x2D || command[1] == 0xA4 || command[2] == 0x07;
                             return known ? inner.transmit(command) : test::hex("F001419000");
                         }};
    CHECK(value(read_everything(rest_refused, habits), 7) == number_value);
    CHECK(card.complaint() == "");
}

TEST_CASE("a key that is locked closes the file and not the card", "[card][records]") {
    ScriptedCard card;
    card.on("00B207280B", "6983");
    const auto content = read(card, {item(7)});
    REQUIRE(content);
    CHECK(content->state == FileContent::State::forbidden);
    CHECK(card.complaint() == "");
}

TEST_CASE("records behind those that should be there are found by their numbers", "[card][records]") {
    Twisted card{no_card(), [](ByteView command, apdu::Transport&) -> Result<Bytes> {
                     if (command[1] == 0xA4) return test::hex("9000");
                     if ((command[3] & 0x07U) != 4) return test::hex("6A86");
                     if (command[2] == 10) return test::hex(number + "9000");
                     return test::hex(command[2] < 10 ? "F00141"
                                                        "9000"
                                                      : "6A83");
                 }};
    CHECK(value(read(card, {item(7)}), 7) == number_value);
}

TEST_CASE("a record of which a part came is asked for whole, with Le 00 where its length is refused",
          "[card][records]") {
    ScriptedCard card;
    card.on("00B207280B", "070C4432313433353639586282").on("00B207280E", "6700");
    card.on("00B2072800", "070C4432313433353639584142439000");
    CHECK(value(read(card, {item(7)}), 7) == number_value + "414243");
    CHECK(card.complaint() == "");
}
