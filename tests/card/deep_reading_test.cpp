#include "deep_cards.hpp"

using namespace sscard;
using namespace sscard::card;
using State = FileReading::State;
using Presence = ApplicationReading::State;

TEST_CASE("the items of a file are read with their codes, those that it lacks are empty", "[card][deep]") {
    const auto reading = deep_reading_with(R"("DF01/EF05": {"records": ["20023130", "2106C4CFBEA90000"]})");
    const auto& file = file_at(reading, "DF01/EF05");
    CHECK(file.state == State::read);
    CHECK(lines_of(file.items) == Lines{"20 10 非农业", "21 南京", "0E -"});
    CHECK(reading.warnings.empty());
}

TEST_CASE("an application that is not there is said to be absent, one that is there has all its files",
          "[card][deep]") {
    const auto reading = deep_reading_with(R"("DF02/EF06": {"records": ["4C0420130630"]})");
    CHECK(reading.applications.size() == 7);
    CHECK(application(reading, "DF01").state == Presence::not_present);
    CHECK(application(reading, "DF01").files.empty());
    CHECK(application(reading, "DF02").state == Presence::present);
    CHECK(application(reading, "DF02").files.size() == 6);
    CHECK(file_at(reading, "DF02/EF05").state == State::not_present);
}

TEST_CASE("applications without a name are found by their identifier", "[card][deep]") {
    const auto reading = deep_reading_with(
        R"("DF05/EF05": {"records": ["A2044F000000", "AC0131"]}, "DF06/EF06": {"records": ["C602AABB"]})");
    const auto health = lines_of(file_at(reading, "DF05/EF05").items);
    CHECK(std::count(health.begin(), health.end(), "A2 O") == 1);
    CHECK(std::count(health.begin(), health.end(), "AC 1") == 1);
    CHECK(lines_of(file_at(reading, "DF06/EF06").items).front() == "C6 raw AABB");
    CHECK(reading.warnings.empty());
}

TEST_CASE("a protected file is named with what it needs, and not tried otherwise", "[card][deep]") {
    virtual_card::Engine engine{card_with(usual_card +
                                          R"(, "files": {"DF01/EF05": {"records": ["20023130"]},
                                               "DF01/EF08": {"records": ["2B0132"]}},
                                               "protected": ["DF01/EF08"])")};
    Twisted card{engine};
    const auto reading = deep_reading_of(card);
    CHECK(file_at(reading, "DF01/EF05").state == State::read);
    const auto& file = file_at(reading, "DF01/EF08");
    CHECK(file.state == State::needs_right);
    CHECK(file.status.value == 0x6982);
    CHECK(file.file->right == Right::pin_or_key);
    CHECK(file.file->key == "RK1DF01");
    CHECK(file.items.empty());
    for (const auto& command : card.commands) {
        const auto instruction = command.substr(2, 2);
        CHECK((instruction == "A4" || instruction == "B2" || instruction == "B0" || instruction == "C0"));
    }
}

TEST_CASE("records with the same tag are all read, the empty ones left out", "[card][deep]") {
    const std::string school = "5928" + std::string{"C4CFBEA9B4F3D1A7"} + std::string(64, '0');
    const auto degree = [&](const std::string& code) {
        return R"("40345703)" + code + "5803112233" + school + R"(")";
    };
    const std::string empty = R"("4034)" + std::string(104, '0') + R"(")";
    const auto reading = deep_reading_with(R"("DF01/EF15": {"records": ["2A0121", )" + degree("323031") +
                                           ", " + degree("333031") + ", " + empty + "]}");
    CHECK(lines_of(file_at(reading, "DF01/EF15").items) == Lines{"2A 21 大学本科",
                                                                 "40#1 {57 201, 58 112233, 59 南京大学}",
                                                                 "40#2 {57 301, 58 112233, 59 南京大学}"});
}

TEST_CASE("cards that take no numbers give repeated records by the next occurrence", "[card][deep]") {
    const auto reading = deep_reading_with(
        R"("DF02/EF15": {"records": ["991010033030311104201307011203320100", "991010033030321104201307021203320100",
            "0F0420140101"]})",
        R"("behaviour": {"read_by_number": false, "read_all": false})");
    CHECK(lines_of(file_at(reading, "DF02/EF15").items) == Lines{"99#1 {10 001, 11 2013-07-01, 12 320100}",
                                                                 "99#2 {10 002, 11 2013-07-02, 12 320100}",
                                                                 "0F 2014-01-01", "1F -"});
}

TEST_CASE("a record that nobody expects is kept with its tag", "[card][deep]") {
    const auto one_by_one = GENERATE(true, false);
    const auto reading = deep_reading_with(R"("DF01/EF08": {"records": ["2B0132", "9A02CAFE", "9B01FF"]})",
                                           one_by_one ? R"("behaviour": {"read_all": false})" : "");
    CHECK(lines_of(file_at(reading, "DF01/EF08").items) == Lines{"2B 2 已婚", "9A raw CAFE", "9B raw FF"});
    CHECK(reading.warnings.empty());
}

TEST_CASE("the records of a cyclic file are read field by field, unwritten ones left out", "[card][deep]") {
    const auto reading = deep_reading_with(
        R"("DF04/EF08": {"records": ["000232320011223344202406011530450000000000000BB80000007B",
            "000131FFFFFFFFFFFF20240531090000000F4240FFFFFFFF00000000",
            "00000000000000000000000000000000000000000000000000000000"]})");
    const auto& file = file_at(reading, "DF04/EF08");
    REQUIRE(file.records.size() == 2);
    CHECK(lines_of(file.records[0]) ==
          Lines{"2", "2 结算", "320011223344", "2024-06-01T15:30:45", "0.00", "30.00", "1.23"});
    CHECK(lines_of(file.records[1]) ==
          Lines{"1", "1 圈存", "-", "2024-05-31T09:00:00", "10000.00", "-", "0.00"});
}

TEST_CASE("fields one after the other are told apart: scheme and marks", "[card][deep]") {
    const auto reading = deep_reading_with(R"("DF04/EF05": {"records": ["81083331303130303130", "8C0121"]})");
    const auto items = lines_of(file_at(reading, "DF04/EF05").items);
    CHECK(items[0] == "81 {310 职工医保, 1 是, 0 否, 0 否, 1 是, 0 否}");
    CHECK(items[3] == "8C 21 退休");
}

TEST_CASE("files of the interim structure are shown only where the card has them, as they are",
          "[card][deep]") {
    const auto reading = deep_reading_with(R"("DF03/EF08": {"records": ["7A03320100"]})");
    CHECK(lines_of(file_at(reading, "DF03/EF08").items) == Lines{"7A raw 320100"});
    CHECK(find_file(reading, "DF03/EF09") == nullptr);
    CHECK(find_file(reading, "DF03/EF15") != nullptr);
}

TEST_CASE("reserved files are read as they are", "[card][deep]") {
    const auto reading = deep_reading_with(R"("DF01/EF16": {"binary": "CAFE0000"})");
    CHECK(to_hex(file_at(reading, "DF01/EF16").content) == "CAFE0000");
    CHECK(file_at(reading, "DF01/EF17").state == State::not_present);
}

TEST_CASE("fingerprint and photo are read only when asked for, whole", "[card][deep]") {
    std::string photo = "FFD8";
    for (int i = 0; i < 4092; ++i) photo += i % 2 == 0 ? "A1" : "5C";
    photo += "FFD9";
    const auto files = R"("EF08": {"binary": ")" + photo + R"("})";
    const auto without = deep_reading_with(files);
    CHECK(without.photo.state == State::not_asked);
    CHECK(without.photo.content.empty());
    const auto with = deep_reading_with(files, R"("behaviour": {"le_zero": "data"})", Images::read);
    CHECK(with.photo.state == State::read);
    CHECK(to_hex(with.photo.content) == photo);
    CHECK(with.fingerprint.state == State::not_present);
    const auto closed = deep_reading_with(files, R"("protected": ["EF08"])", Images::read);
    CHECK(closed.photo.state == State::needs_right);
    CHECK(closed.photo.file->key == "RKSSSE");
}

TEST_CASE("a card without the environment's name has its applications looked for too", "[card][deep]") {
    virtual_card::Engine card{sample("shanghai")};
    const auto reading = read_applications(card, {}, Images::left_alone);
    REQUIRE(reading);
    for (const auto& application : reading->applications) CHECK(application.state == Presence::not_present);
}

TEST_CASE("a locked application is said, and the others are read", "[card][deep]") {
    virtual_card::Engine engine{card_with(
        usual_card +
        R"(, "files": {"DF01/EF08": {"records": ["2B0131"]}, "DF02/EF06": {"records": ["4C0420130630"]}})")};
    Twisted card{engine, [](ByteView command, apdu::Transport& inner) -> Result<Bytes> {
                     if (to_hex(command) == "00A4040006D15600000500") return Bytes{0x93, 0x03};
                     return inner.transmit(command);
                 }};
    const auto reading = deep_reading_of(card);
    CHECK(application(reading, "DF01").state == Presence::blocked);
    CHECK(application(reading, "DF02").state == Presence::present);
    CHECK(warnings_of(reading) == Lines{"application_blocked DF01"});
}

TEST_CASE("the environment is selected again before the next application", "[card][deep]") {
    virtual_card::Engine engine{card_with(
        usual_card +
        R"(, "files": {"DF01/EF08": {"records": ["2B0131"]}, "DF02/EF06": {"records": ["4C0420130630"]}})")};
    Twisted card{engine};
    deep_reading_of(card);
    const auto& all = card.commands;
    const auto second = std::find(all.begin(), all.end(), "00A4040006D15600000501");
    REQUIRE(second != all.end());
    CHECK(*(second - 1) == select_name);
}

TEST_CASE("the second byte of a record without a head is no length", "[card][deep]") {
    const std::string record = "313233202001012020010120200101310000";  // 32 would be 50 bytes
    virtual_card::Engine engine{
        card_with(usual_card + R"(, "files": {"DF02/EF16": {"cyclic": [")" + record + R"("]}})")};
    Twisted card{engine};
    const auto reading = deep_reading_of(card);
    CHECK(file_at(reading, "DF02/EF16").records.size() == 1);
    CHECK(std::count(card.commands.begin(), card.commands.end(), "00B2010412") == 1);
    CHECK(std::count(card.commands.begin(), card.commands.end(), "00B2010434") == 0);
}
