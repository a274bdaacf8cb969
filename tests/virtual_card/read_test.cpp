#include "cards.hpp"
#include "catch.hpp"

using namespace sscard::virtual_card;

namespace {

const std::string version = "0304322E3030";

std::string full_card(const std::string& more = "") {
    return R"("card": {"class": "3", "spec_version": "2.00"}, "holder": {"sex": "male"})" + more;
}

/// A card whose environment is selected.
struct Open {
    explicit Open(const std::string& members) : card{card_with(members)} { send(card, select_environment); }
    std::string operator()(const std::string& command) { return send(card, command); }

    Engine card;
};

}  // namespace

TEST_CASE("READ RECORD finds a record by tag and by number", "[virtual_card][read]") {
    Open card{full_card()};
    card("00A4020002EF06");
    CHECK(card("00B20A0003") == "0A01319000");
    CHECK(card("00B2040403") == "0A01319000");
    CHECK(card("00B24E0016") == "4E1400000000000000000000000000000000000000009000");
    CHECK(card("00B20E0003") == "6A83");
    CHECK(card("00B2080403") == "6A83");
}

TEST_CASE("READ RECORD with a short identifier needs no SELECT and makes the file current",
          "[virtual_card][read]") {
    Open card{full_card()};
    CHECK(card("00B2030006") == "6986");
    CHECK(card("00B2032806") == version + "9000");
    CHECK(card("00B2032C06") == version + "9000");
    CHECK(card("00B2030006") == version + "9000");
    CHECK(card("00B20A3003") == "0A01319000");
    CHECK(card("00B2030006") == "6A83");
    CHECK(card("00B2015812") == "6A82");
}

TEST_CASE("READ RECORD gives all records from one on, in both directions", "[virtual_card][read]") {
    Open card{R"("files": {"EF0C": {"records": ["0101AA", "0201BB", "0301CC"]}})"};
    CHECK(card("00B2016509") == "0101AA0201BB0301CC9000");
    CHECK(card("00B2026506") == "0201BB0301CC9000");
    CHECK(card("00B2026606") == "0301CC0201BB9000");
    CHECK(card("00B2016505") == "6C09");
    CHECK(card("00B2046503") == "6A83");
}

TEST_CASE("EF05 and EF06 come whole with 64 and 91 bytes", "[virtual_card][read]") {
    Open card{full_card()};
    CHECK(card("00B2012D40").size() == 2 * (64 + 2));
    CHECK(card("00B201355B").size() == 2 * (91 + 2));
    CHECK(card("00B2012D41") == "6C40");
    CHECK(card("00B2013500") == "6C5B");
}

TEST_CASE("more records than an answer can hold are cut off", "[virtual_card][read]") {
    std::string long_record(2 * 200, 'A');
    Open card{R"("files": {"EF0C": {"records": [")" + long_record + R"(", ")" + long_record + R"("]}})"};
    CHECK(card("00B2016500").size() == 2 * (256 + 2));
    CHECK(card("00B2016510").size() == 2 * (16 + 2));
}

TEST_CASE("READ RECORD walks over records of one tag", "[virtual_card][read]") {
    Open card{R"("files": {"EF0C": {"records": ["0101AA", "4001B1", "4001B2", "4001B3"]}})"};
    CHECK(card("00B2406003") == "4001B19000");
    CHECK(card("00B2406200") == "6C03");  // repeated with the right length below: still the same record
    CHECK(card("00B2406203") == "4001B29000");
    CHECK(card("00B2406203") == "4001B39000");
    CHECK(card("00B2406203") == "6A83");
    CHECK(card("00B2406303") == "4001B29000");
    CHECK(card("00B2000403") == "4001B29000");
    CHECK(card("00B2406103") == "4001B39000");
    CHECK(card("00B2016303") == "0101AA9000");
    CHECK(card("00B2016303") == "6A83");
}

TEST_CASE("without a current record P1 00 finds none", "[virtual_card][read]") {
    Open card{full_card()};
    CHECK(card("00B2002C06") == "6A83");
}

TEST_CASE("a length that is not the record's is answered with the right one", "[virtual_card][read]") {
    Open card{full_card()};
    card("00A4020002EF05");
    CHECK(card("00B2030004") == "6C06");
    CHECK(card("00B2030007") == "6C06");
    CHECK(card("00B2030000") == "6C06");
    CHECK(card("00B20300") == "6C06");  // T=0 sends P3 = 00
}

TEST_CASE("a card may give the data for Le 00", "[virtual_card][read]") {
    Open card{full_card(R"(, "behaviour": {"le_zero": "data"})")};
    CHECK(card("00B2032800") == version + "9000");
    CHECK(card("00B2032804") == "6C06");
}

TEST_CASE("each way to read can be switched off", "[virtual_card][read]") {
    const auto [key, command] = GENERATE(table<std::string, std::string>({
        {"read_by_tag", "00B2030006"},
        {"read_by_number", "00B2030406"},
        {"read_all", "00B2010540"},
        {"read_by_sfi", "00B2032806"},
    }));
    INFO(key);
    Open able{full_card()};
    able("00A4020002EF05");
    CHECK(able(command) != "6A86");
    Open unable{full_card(R"(, "behaviour": {")" + key + "\": false}")};
    unable("00A4020002EF05");
    CHECK(unable(command) == "6A86");
}

TEST_CASE("READ RECORD refuses what the specification does not have", "[virtual_card][read]") {
    const auto [command, status] = GENERATE(table<std::string, std::string>({
        {"00B2012F00", "6A86"},    // P2 low bits 111
        {"00B201FC00", "6A86"},    // short identifier 31
        {"00B2FF2C00", "6A86"},    // P1 FF
        {"00B2012C0101", "6700"},  // data in a read
        {"00B2014406", "6981"},    // record of a transparent file
    }));
    Open card{full_card(R"(, "files": {"EF08": {"binary": "0102"}})")};
    INFO(command);
    CHECK(card(command) == status);
}

TEST_CASE("a protected file is selected but not read", "[virtual_card][read]") {
    Open card{full_card(R"(, "protected": ["holder"])")};
    CHECK(card("00A4020002EF06") == "9000");
    CHECK(card("00B20A0003") == "6982");
    CHECK(card("00B201355B") == "6982");
    CHECK(card("00B2032806") == version + "9000");
    Open other{full_card(R"(, "protected": ["card", "DF01/EF08", "EF08"], "protected_status": "6985",
        "files": {"DF01/EF08": {"records": ["2B0132"]}, "EF08": {"binary": "00"}})")};
    CHECK(other("00B2032806") == "6985");
    CHECK(other("00B0880001") == "6985");
    other("00A4000002DF01");
    CHECK(other("00B22B4003") == "6985");
}

TEST_CASE("a card without a holder's file says so", "[virtual_card][read]") {
    Open card{R"("card": {"spec_version": "2.00"}, "holder": null)"};
    CHECK(card("00A4020002EF06") == "6A82");
    CHECK(card("00B20A3003") == "6A82");
}

TEST_CASE("READ BINARY reads from an offset, with and without a short identifier", "[virtual_card][read]") {
    Open card{R"("files": {"EF08": {"binary": "00112233445566778899"}, "EF05": {"records": ["0101AA"]}})"};
    CHECK(card("00B0000002") == "6986");
    CHECK(card("00B0880302") == "33449000");
    CHECK(card("00B0000002") == "00119000");
    CHECK(card("00B0000802") == "88999000");
    CHECK(card("00B0000803") == "6C02");
    CHECK(card("00B0000000") == "6C0A");
    CHECK(card("00B0000A01") == "6B00");
    CHECK(card("00B07FFF01") == "6B00");
    CHECK(card("00B0890001") == "6A82");
    CHECK(card("00B0C80001") == "6A86");
    CHECK(card("00B0800001") == "6A86");
    CHECK(card("00B09F0001") == "6A86");
    CHECK(card("00B00000010A") == "6700");
    CHECK(card("00B0850001") == "6981");
}

TEST_CASE("READ BINARY with Le 00 gives 256 bytes where there are so many", "[virtual_card][read]") {
    Open card{R"("files": {"EF08": {"binary": ")" + std::string(2 * 600, 'C') + R"("}})"};
    CHECK(card("00B0880000").size() == 2 * (256 + 2));
    CHECK(card("00B0010000").size() == 2 * (256 + 2));
    CHECK(card("00B0020000") == "6C58");
}

TEST_CASE("a cyclic file is read by number, the newest first, and whole", "[virtual_card][read]") {
    Open card{R"("files": {"EF17": {"cyclic": ["000332", "000231", "000131"]}})"};
    CHECK(card("00B201BC03") == "0003329000");
    CHECK(card("00B203BC03") == "0001319000");
    CHECK(card("00B204BC03") == "6A83");
    CHECK(card("00B201BD09") == "0003320002310001319000");
    CHECK(card("00B202BE06") == "0001310002319000");
    CHECK(card("00B201BC00") == "6C03");
}

TEST_CASE("a cyclic file has no tags to be read by", "[virtual_card][read]") {
    Open card{R"("files": {"EF17": {"cyclic": ["010332", "010231"]}})"};
    for (const std::string command : {"00B201B803", "00B201B903", "00B201BA03", "00B201BB03"})
        CHECK(card(command) == "6981");
}

TEST_CASE("a cyclic file without a record has none", "[virtual_card][read]") {
    Open card{R"("files": {"EF17": {"cyclic": []}})"};
    CHECK(card("00B201BC00") == "6A83");
    CHECK(card("00B201BD00") == "6A83");
}
