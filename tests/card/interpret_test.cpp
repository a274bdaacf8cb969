#include "deep_cards.hpp"

using namespace sscard;
using namespace sscard::card;

namespace {

Lines items_of(const std::string& path, const std::string& records) {
    const auto reading = deep_reading_with("\"" + path + R"(": {"records": [)" + records + "]}");
    return lines_of(file_at(reading, path).items);
}

Lines warnings_about(const std::string& path, const std::string& records) {
    return warnings_of(deep_reading_with("\"" + path + R"(": {"records": [)" + records + "]}"));
}

}  // namespace

TEST_CASE("a tag with its meaning of 2.0 in an old record is told by its filling", "[card][deep]") {
    CHECK(items_of("DF01/EF0A", R"("370443484EEE", "38043031EEEE", "390420050701")") ==
          Lines{"37 CHN", "38 01 中共党员", "39 2005-07-01"});
    CHECK(items_of("DF02/EF06", R"("4D04320100EE")")[2] == "4D 320100");
    CHECK(items_of("DF02/EF06", R"("4D043201EEEE")")[2] == "4D 3201");
    CHECK(items_of("DF02/EF06", R"("4D0432011EEE")")[2] == "4D 32011");
    CHECK(items_of("DF01/EF09", R"("32033131EE")")[2] == "32 11 国家公务员");
}

TEST_CASE("a tag of 1.0 with its old meaning is called by its old name where that is known", "[card][deep]") {
    const auto reading =
        deep_reading_with(R"("DF01/EF0A": {"records": ["370400050000", "380400600000", "390420050701"]})");
    const auto& items = file_at(reading, "DF01/EF0A").items;
    CHECK(lines_of(items) == Lines{"37 raw 00050000", "38 raw 00600000", "39 2005-07-01"});
    CHECK(items[0].what->name_en == "contribution base");
    CHECK(items[2].what->name_en == "wages updated on");
    CHECK(items_of("DF01/EF09", R"("3203313130")")[2] == "32 110");
    const auto unnamed = deep_reading_with(R"("DF02/EF06": {"records": ["4D0420050701"]})");
    CHECK(line_of(file_at(unnamed, "DF02/EF06").items[2]) == "4D raw 20050701");
    CHECK(file_at(unnamed, "DF02/EF06").items[2].what == nullptr);
}

TEST_CASE("items that follow a reused tag follow its meaning", "[card][deep]") {
    CHECK(items_of("DF03/EF07", R"("7003313130", "7103320100", "6F0420300101")") ==
          Lines{"70 110 城镇企业职工", "71 320100", "6E -", "6C -", "6F 2030-01-01", "73 -"});
    CHECK(items_of("DF03/EF07", R"("7003313130", "710400001000", "6F0420300101")") ==
          Lines{"70 raw 313130", "71 raw 00001000", "6E -", "6C -", "6F raw 20300101", "73 -"});
}

TEST_CASE("a code that no table has and a date that no calendar has are kept as bytes", "[card][deep]") {
    const std::string records = R"("20023939", "0E033A0100")";
    CHECK(items_of("DF01/EF05", records) == Lines{"20 raw 3939", "21 -", "0E raw 3A0100"});
    CHECK(warnings_about("DF01/EF05", records) ==
          Lines{"code_unknown DF01.EF05.20 3939", "malformed_item DF01.EF05.0E 3A0100"});
    CHECK(warnings_about("DF07/EF07", R"("F80420130231")") == Lines{"date_invalid DF07.EF07.F8 20130231"});
}

TEST_CASE("an item whose parts make no sense keeps its bytes, the others are read", "[card][deep]") {
    const auto torn = GENERATE(as<std::string>{}, "40085703323031580AAA", "40085703323031", "400157");
    const auto records = "\"2A0111\", \"" + torn + "\"";
    const auto length = from_hex(torn)->at(1);
    if (from_hex(torn)->size() != length + 2U) {
        CHECK(items_of("DF01/EF15", records).front() == "2A 11 博士");
        return;
    }
    const auto items = items_of("DF01/EF15", records);
    CHECK(items.front() == "2A 11 博士");
    CHECK(items.back().ends_with(torn.substr(4)));
    CHECK(warnings_about("DF01/EF15", records) == Lines{"malformed_item DF01.EF15.40 " + torn.substr(4)});
}

TEST_CASE("parts that nobody expects are kept with their tag", "[card][deep]") {
    CHECK(items_of("DF02/EF15", R"("990910033030315602CAFE")").front() ==
          "99#1 {10 001, 11 -, 12 -, 56 raw CAFE}");
}

TEST_CASE("what is no record at all is kept as it is", "[card][deep]") {
    const std::string records = R"("2B0132", "CAFE")";
    const auto reading = deep_reading_with(R"("DF01/EF08": {"records": [)" + records + "]}",
                                           R"("behaviour": {"read_all": false})");
    CHECK(lines_of(file_at(reading, "DF01/EF08").items) == Lines{"2B 2 已婚", "raw CAFE"});
    CHECK(warnings_of(reading) == Lines{"malformed_item DF01.EF08 CAFE"});
    CHECK(items_of("DF01/EF08", records) == Lines{"2B 2 已婚", "raw CAFE"});
}

TEST_CASE("a cyclic record of another length keeps its bytes beside what could be read", "[card][deep]") {
    const auto reading = deep_reading_with(R"("DF04/EF15": {"records": ["000131", "0002", "00033132"]})");
    const auto& records = file_at(reading, "DF04/EF15").records;
    REQUIRE(records.size() == 3);
    CHECK(lines_of(records[0]) == Lines{"1", "1"});
    CHECK(lines_of(records[1]) == Lines{"2", "-", "raw 0002"});
    CHECK(lines_of(records[2]) == Lines{"3", "1", "raw 00033132"});
    CHECK(warnings_of(reading) ==
          Lines{"malformed_item DF04.EF15 0002", "malformed_item DF04.EF15 00033132"});
}

TEST_CASE("a blank file is read and empty", "[card][deep]") {
    const auto reading =
        deep_reading_with(R"("DF01/EF05": {"records": ["20020000", "21020000", "0E03FFFFFF"]})");
    CHECK(lines_of(file_at(reading, "DF01/EF05").items) == Lines{"20 -", "21 -", "0E -"});
    CHECK(reading.warnings.empty());
}
