#include "cards.hpp"
#include "catch.hpp"

using namespace sscard::virtual_card;
using Records = std::vector<std::string>;

namespace {

std::vector<std::string> card_records(const std::string& items) {
    return records_of(card_with("\"card\": {" + items + "}"), 0xEF05);
}

std::vector<std::string> holder_records(const std::string& items, const std::string& version = "2.00") {
    return records_of(
        card_with("\"card\": {\"spec_version\": \"" + version + "\"}, \"holder\": {" + items + "}"), 0xEF06);
}

const std::string zeros_20 = "0000000000000000000000000000000000000000";

}  // namespace

TEST_CASE("every item of the card stands in its record as the specification has it", "[virtual_card]") {
    CHECK(card_records(R"("number": "D2143569X", "identification_number": "310000D156000005000000017a3c5e90",
        "class": "3", "spec_version": "2.00", "initialising_body": "915600000231000031010001",
        "issued_on": "2020-06-01", "expires_on": "2099-06-01")") ==
          Records{"0110310000D156000005000000017A3C5E90", "020133", "0304322E3030",
                  "040C915600000231000031010001", "050420200601", "060420990601", "0709443231343335363958"});
}

TEST_CASE("every item of the holder stands in its record as the specification has it", "[virtual_card]") {
    CHECK(holder_records(R"("id_number": "11010519491231002X", "name": "张三", "sex": "female",
        "ethnic_group_code": "01", "birthplace_code": "110105", "birth_date": "1949-12-31")") ==
          Records{"0812313130313035313934393132333130303258",
                  "091ED5C5C8FD0000000000000000000000000000000000000000000000000000", "4E14" + zeros_20,
                  "0A0132", "0B0101", "0C03110105", "0D0419491231"});
}

TEST_CASE("an item that is missing or null is a record of padding", "[virtual_card]") {
    const Records blank_card{"0110FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
                             "020100",
                             "030400000000",
                             "040CFFFFFFFFFFFFFFFFFFFFFFFF",
                             "0504FFFFFFFF",
                             "0604FFFFFFFF",
                             "0709000000000000000000"};
    CHECK(card_records("") == blank_card);
    CHECK(card_records(R"("number": null, "class": null, "issued_on": null)") == blank_card);
    CHECK(holder_records("") == Records{"0812000000000000000000000000000000000000",
                                        "091E000000000000000000000000000000000000000000000000000000000000",
                                        "4E14" + zeros_20, "0A0100", "0B01FF", "0C03FFFFFF", "0D04FFFFFFFF"});
}

TEST_CASE("the three words for sex are the codes of GB/T 2261.1", "[virtual_card]") {
    CHECK(holder_records(R"("sex": "male")").at(3) == "0A0131");
    CHECK(holder_records(R"("sex": "female")").at(3) == "0A0132");
    CHECK(holder_records(R"("sex": "unstated")").at(3) == "0A0139");
}

TEST_CASE("short numbers are left-aligned and filled with nibble F", "[virtual_card]") {
    CHECK(holder_records(R"("birthplace_code": "1101")").at(5) == "0C031101FF");
    CHECK(holder_records(R"("birthplace_code": "110")").at(5) == "0C03110FFF");
    CHECK(card_records(R"("initialising_body": "9156")").at(3) == "040C9156FFFFFFFFFFFFFFFFFFFF");
}

TEST_CASE("a name longer than 30 bytes goes on in record 4E, cut inside a character if need be",
          "[virtual_card]") {
    // 15 characters and a letter: byte 30 is the first half of the fifteenth character
    const auto records = holder_records(R"("name": "A三三三三三三三三三三三三三三三")");
    CHECK(records.at(1) == "091E41C8FDC8FDC8FDC8FDC8FDC8FDC8FDC8FDC8FDC8FDC8FDC8FDC8FDC8FDC8");
    CHECK(records.at(2) == "4E14FD00000000000000000000000000000000000000");
}

TEST_CASE("a name of 50 bytes fills both records, and one byte more is refused", "[virtual_card]") {
    const std::string fifty(50, 'A');
    const auto records = holder_records("\"name\": \"" + fifty + "\"");
    CHECK(records.at(2) == "4E144141414141414141414141414141414141414141");
    CHECK_FALSE(CardFile::parse(
        card_json(R"("card": {"spec_version": "2.00"}, "holder": {"name": ")" + fifty + "A\"}")));
}

TEST_CASE("characters outside GBK take four bytes", "[virtual_card]") {
    CHECK(holder_records(R"("name": "𠮷")").at(1).substr(0, 14) == "091E9534B23500");
}

TEST_CASE("a card of version 1.0, or of none, has no record 4E", "[virtual_card]") {
    for (const std::string version : {"1.00", "1.0"}) {
        const auto records = holder_records(R"("sex": "male")", version);
        REQUIRE(records.size() == 6);
        CHECK(records.at(2) == "0A0131");
    }
    CHECK(records_of(card_with(R"("card": {}, "holder": {})"), 0xEF06).size() == 6);
    CHECK(holder_records("", "3.00").size() == 7);
    CHECK(holder_records("", "2.01").size() == 7);
}

TEST_CASE("a card of version 1.0 has no room for a name longer than 30 bytes", "[virtual_card]") {
    CHECK_FALSE(CardFile::parse(card_json(R"("card": {"spec_version": "1.00"}, "holder": {"name": ")" +
                                          std::string(31, 'A') + "\"}")));
}

TEST_CASE("raw bytes are the value exactly, of whatever length", "[virtual_card]") {
    CHECK(card_records(R"("issued_on": {"raw": "20 20 13 99"})").at(4) == "050420201399");
    CHECK(card_records(R"("number": {"raw": "4432313433353639585858"})").at(6) ==
          "070B4432313433353639585858");
    CHECK(card_records(R"("class": {"raw": ""})").at(1) == "0200");
    CHECK(holder_records(R"("name": {"raw": "D5C5C8"})").at(1) == "0903D5C5C8");
    CHECK(holder_records(R"("name_continuation": {"raw": "FFFF"})").at(2) == "4E02FFFF");
}

TEST_CASE("an absent item has no record, and the numbers after it shift", "[virtual_card]") {
    const auto records = card_records(R"("class": {"absent": true})");
    REQUIRE(records.size() == 6);
    CHECK(records.at(1) == "030400000000");
    CHECK(holder_records(R"("name_continuation": {"absent": true})").size() == 6);
}

TEST_CASE("the files of a full card have 64 and 91 bytes", "[virtual_card]") {
    const auto card = card_with(R"("card": {"spec_version": "2.00"}, "holder": {})");
    const auto size = [&](std::uint16_t id) {
        std::size_t bytes = 0;
        for (const auto& record : records_of(card, id)) bytes += record.size() / 2;
        return bytes;
    };
    CHECK(size(0xEF05) == 64);
    CHECK(size(0xEF06) == 91);
}
