#include "cards.hpp"
#include "catch.hpp"
#include "reading_with.hpp"

using namespace sscard;
using namespace sscard::card;
using virtual_card::Engine;

namespace {

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("padding of every kind and missing records are no values", "[card][reading]") {
    const auto reading = reading_of(sample("empty-items-2.01"));
    CHECK(reading.generation == Generation::g2_0);
    CHECK(reading.warnings.empty());
    CHECK(reading[Field::holder_name] == "张三");
    for (const auto field :
         {Field::card_class, Field::initialising_body, Field::expires_on, Field::sex,
          Field::ethnic_group_code, Field::ethnic_group, Field::birthplace_code, Field::birth_date})
        CHECK_FALSE(reading[field]);

    const auto* filler = GENERATE("00", "FF", "20");
    std::string value;
    for (int i = 0; i < 18; ++i) value += filler;
    CHECK_FALSE(with_holder(R"("11010519491231002X")", R"({"raw": ")" + value + "\"}")[Field::id_number]);
}

TEST_CASE("records in another order, of other sizes, among others, are found by their tags",
          "[card][reading]") {
    const std::string holder = R"("EF06": {"records": ["0D0419491231", "4E0200FF", "0904D5C5C8FD", "AA0155",
        "0812313130313035313934393132333130303258", "0A0132", "0C03110105", "0B0101"]})";
    for (const auto* behaviour : {"{}", R"({"read_all": false})", R"({"read_by_tag": false})",
                                  R"({"read_by_tag": false, "read_all": false})", R"({"le_zero": "data"})"}) {
        CAPTURE(behaviour);
        const auto reading =
            reading_with(usual_card + R"(, "files": {)" + holder + R"(}, "behaviour": )" + behaviour);
        CHECK(reading[Field::id_number] == "11010519491231002X");
        CHECK(reading[Field::holder_name] == "张三");
        CHECK(reading[Field::birth_date] == "1949-12-31");
        CHECK(reading[Field::sex] == "female");
        CHECK(reading[Field::birthplace_code] == "110105");
        CHECK(reading.warnings.empty());
    }
}

TEST_CASE("a name goes over both records, however it was cut", "[card][reading]") {
    const auto name = [](const std::string& first, const std::string& second, const FieldSet& wanted) {
        Engine card{card_with(usual_card + R"(, "holder": {"name": {"raw": ")" + first +
                              R"("}, "name_continuation": {"raw": ")" + second + "\"}}")};
        const auto reading = read_card(card, wanted, today);
        REQUIRE(reading);
        return (*reading)[Field::holder_name].value_or("none");
    };
    const auto padded = [](std::string hex, std::size_t size, const std::string& filler) {
        while (hex.size() < 2 * size) hex += filler;
        return hex;
    };
    std::string latin;
    for (int i = 0; i < 25; ++i) latin += "41";
    for (const auto& wanted : {all_fields(), fields({Field::holder_name})}) {
        CAPTURE(wanted);
        // a blank at the end of the first record is part of the name
        CHECK(name(latin + "4A4F484E20", padded("534D495448", 20, "00"), wanted) ==
              std::string(25, 'A') + "JOHN SMITH");
        CHECK(name("4A4F484E20", "534D495448", wanted) == "JOHN SMITH");
        // inside a character of two bytes, and of four
        CHECK(name(latin + "41414141D5", padded("C5C8FD", 20, "FF"), wanted) ==
              std::string(29, 'A') + "张三");
        CHECK(name(latin + "4141953283", padded("3341", 20, "00"), wanted) == std::string(27, 'A') +
                                                                                  "\xF0\xA0\x80\x87"
                                                                                  "A");
        // before a character that did not fit
        CHECK(name(latin + "4141414100", padded("D5C5", 20, "00"), wanted) == std::string(29, 'A') + "张");
        CHECK(name(latin + "4141000000", padded("9532833342", 20, "00"), wanted) == std::string(27, 'A') +
                                                                                        "\xF0\xA0\x80\x87"
                                                                                        "B");
        // no continuation
        for (const auto* filler : {"00", "FF", "20"}) {
            CAPTURE(filler);
            CHECK(name(padded("D5C5C8FD", 30, filler), padded("", 20, filler), wanted) == "张三");
            CHECK(name(latin + "4141414141", padded("", 20, filler), wanted) == std::string(30, 'A'));
        }
    }
    CHECK(reading_of(sample("long-name"))[Field::holder_name] == "A阿卜杜勒阿卜杜勒阿卜杜勒·买买提明");
}

TEST_CASE("a name that ends inside a character is shown as far as it goes", "[card][reading]") {
    const auto reading = with_holder(R"("张三")", R"({"raw": "D5C5C8"})");
    CHECK(reading[Field::holder_name] == "张\uFFFD");
    CHECK(warnings_of(reading) == Lines{"undecodable_text holder.name D5C5C8"});
}

TEST_CASE("warnings say what is wrong and hide nothing", "[card][reading]") {
    auto reading = with_card("D2143569X", "D21435690");
    CHECK(reading[Field::card_number] == "D21435690");
    CHECK(warnings_of(reading) == Lines{"card_number_check card.number"});

    reading = with_card(R"("D2143569X")", R"({"raw": "44323134333536395841"})");
    CHECK(reading[Field::card_number] == "D2143569X");
    CHECK(warnings_of(reading) == Lines{"card_number_length card.number"});

    reading = with_card(R"("D2143569X")", R"({"raw": "44323134333536393041"})");
    CHECK(reading[Field::card_number] == "D21435690");
    CHECK(warnings_of(reading) == Lines{"card_number_length card.number", "card_number_check card.number"});

    reading = with_card("D156000005", "D156000006");
    CHECK(reading[Field::identification_number] == "310000D156000006000000017A3C5E90");
    CHECK(warnings_of(reading) == Lines{"identification_number_format card.identification_number"});

    reading = with_holder("11010519491231002X", "110105194912310021");
    CHECK(reading[Field::id_number] == "110105194912310021");
    CHECK(warnings_of(reading) == Lines{"id_number_check holder.id_number"});

    reading = with_holder("1949-12-31", "1949-12-30");
    CHECK(reading[Field::birth_date] == "1949-12-30");
    CHECK(warnings_of(reading) == Lines{"birth_date_mismatch holder.birth_date"});

    reading = with_holder("female", "male");
    CHECK(reading[Field::sex] == "male");
    CHECK(warnings_of(reading) == Lines{"sex_mismatch holder.sex"});
    CHECK(with_holder("female", "unstated").warnings.empty());

    reading = with_card("2099-06-01", "2025-12-31");
    CHECK(reading[Field::expires_on] == "2025-12-31");
    CHECK(warnings_of(reading) == Lines{"expired card.expires_on"});
    CHECK(with_card("2099-06-01", today).warnings.empty());  // the last day counts

    reading = with_card(R"("2020-06-01")", R"({"raw": "20200631"})");
    CHECK_FALSE(reading[Field::issued_on]);
    CHECK(warnings_of(reading) == Lines{"date_invalid card.issued_on 20200631"});

    reading = with_holder(R"("01")", R"({"raw": "77"})");
    CHECK_FALSE(reading[Field::ethnic_group]);
    CHECK(warnings_of(reading) == Lines{"code_unknown holder.ethnic_group_code 77"});

    reading = with_card(R"("3")", R"({"raw": "39"})");
    CHECK_FALSE(reading[Field::card_class]);
    CHECK(warnings_of(reading) == Lines{"code_unknown card.class 39"});
}

TEST_CASE("numbers of people who are no citizens have no check of ours", "[card][reading]") {
    const auto* number = GENERATE("810000199408230021", "820000199408230021", "830000199408230021",
                                  "911124198108030024", "USA197808030001203", "MH1234567");
    CAPTURE(number);
    const auto reading = with_holder("11010519491231002X", number);
    CHECK(reading[Field::id_number] == number);
    CHECK(reading.warnings.empty());
}

TEST_CASE("a final x is a final X", "[card][reading]") {
    CHECK(with_holder("002X", "002x")[Field::id_number] == "11010519491231002X");
    CHECK(with_holder("002X", "002x").warnings.empty());
}

TEST_CASE("the second name record is none of a first generation card's, however it is read",
          "[card][reading]") {
    const auto* version = GENERATE("322E3030", "312E3030", "00000000");
    const auto* behaviour =
        GENERATE("{}", R"({"read_all": false})", R"({"read_by_tag": false, "read_all": false})");
    const bool everything = GENERATE(true, false);
    CAPTURE(version, behaviour, everything);
    std::string filled;
    for (int i = 0; i < 15; ++i) filled += "D5C5";
    Engine card{card_with(R"("files": {"EF05": {"records": ["0304)" + std::string{version} +
                          R"("]}, "EF06": {"records": ["091E)" + filled +
                          R"(", "4E02C8FD"]}}, "behaviour": )" + behaviour)};
    const auto reading = read_card(card, everything ? all_fields() : fields({Field::holder_name}), today);
    REQUIRE(reading);
    const bool goes_on = std::string{version} == "322E3030";
    std::string name;
    for (int i = 0; i < 15; ++i) name += "张";
    CHECK((*reading)[Field::holder_name] == name + (goes_on ? "三" : ""));
}

TEST_CASE("digits in records longer than they should be are read without their filling", "[card][reading]") {
    const auto* filling = GENERATE("FF", "FFFF", "00", "0000");
    CAPTURE(filling);
    const auto raw = [filling](const std::string& hex) { return R"({"raw": ")" + hex + filling + "\"}"; };
    CHECK(with_card("\"2020-06-01\"", raw("20200601"))[Field::issued_on] == "2020-06-01");
    CHECK(with_card("\"310000D156000005000000017A3C5E90\"",
                    raw("310000D156000005000000017A3C5E90"))[Field::identification_number] ==
          "310000D156000005000000017A3C5E90");
    CHECK(with_card("\"915600000231000031010001\"",
                    raw("915600000231000031010001"))[Field::initialising_body] == "915600000231000031010001");
    CHECK(with_holder("\"01\"", raw("01"))[Field::ethnic_group] == "汉");
    CHECK(with_holder("\"1949-12-31\"", raw("19491231"))[Field::birth_date] == "1949-12-31");
}
