#include "cards.hpp"
#include "catch.hpp"
#include "reading_with.hpp"

using namespace sscard;
using namespace sscard::card;
using virtual_card::Engine;

namespace {

using Values = std::array<std::optional<std::string>, field_count>;

Fault fault_of(virtual_card::CardFile file, const FieldSet& wanted = all_fields()) {
    Engine card{std::move(file)};
    const auto reading = read_card(card, wanted, today);
    REQUIRE_FALSE(reading);
    return reading.error().fault;
}

}  // namespace

TEST_CASE("a card of the second generation is read in full", "[card][reading]") {
    const auto reading = reading_of(sample("adult-2.00"));
    CHECK(reading.generation == Generation::g2_0);
    CHECK(reading.holder == HolderAccess::given);
    CHECK_FALSE(reading.algorithm);
    CHECK(reading.values == Values{"D2143569X", "310000D156000005000000017A3C5E90", "310000", "3", "2.00",
                                   "915600000231000031010001", "2020-06-01", "2099-06-01",
                                   "11010519491231002X", "张三", "female", "01", "汉", "110105",
                                   "1949-12-31"});
    CHECK(reading.warnings.empty());
    CHECK(reading.habits == Habits{});
}

TEST_CASE("a card of the first generation is read in full", "[card][reading]") {
    const auto reading = reading_of(sample("adult-1.00"));
    CHECK(reading.generation == Generation::g1_0);
    CHECK(reading[Field::holder_name] == "李四");
    CHECK(reading[Field::sex] == "male");
    CHECK(reading[Field::birth_date] == "1980-01-01");
    CHECK_FALSE(reading[Field::expires_on]);
    CHECK(reading.warnings.empty());
}

TEST_CASE("records by number are right on a card without 4E, whose numbers shift", "[card][reading]") {
    for (const auto& wanted : {all_fields(), *fields_named("holder"), fields({Field::birth_date}),
                               fields({Field::sex, Field::ethnic_group})}) {
        auto file = sample("adult-1.00");
        file.behaviour.read_by_tag = file.behaviour.read_all = false;
        Engine card{file};
        const auto reading = read_card(card, wanted, today);
        REQUIRE(reading);
        CHECK(reading->habits.refuses_tags);
        if (wanted.test(index(Field::birth_date))) CHECK((*reading)[Field::birth_date] == "1980-01-01");
        if (wanted.test(index(Field::sex))) CHECK((*reading)[Field::sex] == "male");
        if (wanted.test(index(Field::ethnic_group))) CHECK((*reading)[Field::ethnic_group] == "回");
    }
}

TEST_CASE("the generation is that of the version", "[card][reading]") {
    CHECK(generation_of("") == Generation::g1_0);
    CHECK(generation_of("1.00") == Generation::g1_0);
    CHECK(generation_of("2.01") == Generation::g2_0);
    CHECK(generation_of("3.00") == Generation::g3_0);
    CHECK_FALSE(generation_of("4.00"));
    CHECK_FALSE(generation_of("garbage"));
    CHECK(with_card(R"("2.00")", "null").generation == Generation::g1_0);
    CHECK(with_card(R"("2.00")", R"({"absent": true})").generation == Generation::g1_0);
    CHECK(with_card(R"("2.00")", R"("2.01")").generation == Generation::g2_0);
    CHECK(with_card(R"("2.00")", R"({"raw": "FEFEFEFE"})").generation == std::nullopt);
}

TEST_CASE("a protected holder's file leaves the card's data", "[card][reading]") {
    const auto* status = GENERATE("6982", "6985", "6901");
    for (const auto* behaviour : {"{}", R"({"read_by_sfi": false})", R"({"read_all": false})"}) {
        CAPTURE(status, behaviour);
        const auto reading =
            reading_with(usual_card + ", " + usual_holder + R"(, "protected": ["holder"], "behaviour": )" +
                         behaviour + R"(, "protected_status": ")" + status + "\"");
        CHECK(reading.holder == HolderAccess::authentication_required);
        CHECK(reading[Field::card_number] == "D2143569X");
        CHECK_FALSE(reading[Field::holder_name]);
    }
}

TEST_CASE("a holder's file that not even SELECT opens is protected", "[card][reading]") {
    const auto* status = GENERATE("6982", "6985", "6901");
    CAPTURE(status);
    Engine engine{card_with(usual_card + ", " + usual_holder + R"(, "behaviour": {"read_by_sfi": false})")};
    Twisted card{engine, [&](ByteView command, apdu::Transport& inner) -> Result<Bytes> {
                     if (to_hex(command) == "00A4020002EF06") return test::hex(status);
                     return inner.transmit(command);
                 }};
    const auto reading = read_all(card);
    REQUIRE(reading);
    CHECK(reading->holder == HolderAccess::authentication_required);
    CHECK((*reading)[Field::card_number] == "D2143569X");
}

TEST_CASE("a third generation card says who may read the holder, and its cipher", "[card][reading]") {
    const auto reading = reading_of(sample("protected-3.00"));
    CHECK(reading.generation == Generation::g3_0);
    CHECK(reading.holder == HolderAccess::authentication_required);
    auto file = sample("protected-3.00");
    file.behaviour.get_response = false;
    CHECK(reading_of(file).algorithm == Algorithm::sm4);
}

TEST_CASE("a third generation card may leave the holder free", "[card][reading]") {
    const auto reading = with_card("2.00", "3.00");
    CHECK(reading.holder == HolderAccess::given);
    CHECK(reading[Field::holder_name] == "张三");
}

TEST_CASE("a card without a holder's file says so", "[card][reading]") {
    const auto reading = reading_with(usual_card + R"(, "holder": null)");
    CHECK(reading.holder == HolderAccess::not_present);
    CHECK(reading[Field::card_number] == "D2143569X");
    auto file = card_with(usual_card + R"(, "holder": null)");
    Engine card{file};
    const auto holder_alone = read_card(card, *fields_named("holder"), today);
    REQUIRE(holder_alone);
    CHECK(holder_alone->holder == HolderAccess::not_present);
}

TEST_CASE("protected issuer data are a fault", "[card][reading]") {
    CHECK(fault_of(card_with(usual_card + R"(, "protected": ["card"])")) == Fault::authentication_required);
}

TEST_CASE("a Shanghai card is read under the MF", "[card][reading]") {
    const auto reading = reading_of(sample("shanghai"));
    CHECK(reading[Field::card_number] == "D2143569X");
    CHECK(reading.holder == HolderAccess::not_present);
    CHECK_FALSE(reading.algorithm);
    const auto simple = replaced(text_of("tests/cards/shanghai.json"), R"("ef_under_mf": true,)",
                                 R"("ef_under_mf": true, "behaviour": {"read_by_sfi": false,
                                    "read_by_tag": false, "read_all": false},)");
    CHECK(reading_of(virtual_card::CardFile::parse(simple).value())[Field::card_number] == "D2143569X");
}

TEST_CASE("a Shanghai card that takes no notice of short identifiers is read right", "[card][reading]") {
    Engine engine{card_with(R"("ef_under_mf": true, )" + usual_card + ", " + usual_holder)};
    Twisted card{engine, [](ByteView command, apdu::Transport& inner) {
                     Bytes sent{command.begin(), command.end()};
                     if (sent[1] == 0xB2) sent[3] &= 0x07U;
                     return inner.transmit(sent);
                 }};
    const auto reading = read_all(card);
    REQUIRE(reading);
    CHECK((*reading)[Field::card_number] == "D2143569X");
    CHECK((*reading)[Field::holder_name] == "张三");
}

TEST_CASE("cards that are not ours", "[card][reading]") {
    CHECK(fault_of(sample("bank-card")) == Fault::not_social_security_card);
    CHECK(fault_of(sample("blocked")) == Fault::card_blocked);
    CHECK(fault_of(sample("mute")) == Fault::mute_card);
    CHECK(fault_of(sample("torn-off")) == Fault::card_removed);
}

TEST_CASE("a PSAM bears the name and is no holder's card", "[card][reading]") {
    // MF with our name; files 0015, 0016 and the application D15600000590, no EF05.
    const auto members = R"("applications": ["D15600000590"],
        "files": {"0015": {"binary": "31000000000001000000000000FFFF"}, "0016": {"binary": "000000000001"},
                  "DF01/EF15": {"records": ["0101AA"]}})";
    const auto file = card_with(members);
    CHECK(file.master.dedicated.size() >= 2);
    for (const auto* name : {"card", "holder", "card.number", "holder.name"}) {
        CAPTURE(name);
        CHECK(fault_of(file, *fields_named(name)) == Fault::not_social_security_card);
    }
    CHECK(fault_of(file, {}) == Fault::not_social_security_card);
}

TEST_CASE("a locked card is exit 25 at whichever command it says so", "[card][reading]") {
    const auto* status = GENERATE("6283", "9303", "6A81");
    const auto* from = GENERATE("00A404000F", "00B2012D", "00B20135");
    CAPTURE(status, from);
    virtual_card::Engine engine{sample("adult-2.00")};
    bool locked = false;
    Twisted card{engine, [&](ByteView command, apdu::Transport& inner) -> Result<Bytes> {
                     locked = locked || to_hex(command).starts_with(from);
                     return locked ? test::hex(status) : inner.transmit(command);
                 }};
    const auto reading = read_all(card);
    REQUIRE_FALSE(reading);
    CHECK(reading.error().fault == Fault::card_blocked);
    CHECK(reading.error().detail == test::hex(status)[0] * 256U + test::hex(status)[1]);
}

TEST_CASE("a function that one form of a command does not support is no lock", "[card][reading]") {
    virtual_card::Engine engine{sample("adult-2.00")};
    Twisted card{engine, [&](ByteView command, apdu::Transport& inner) -> Result<Bytes> {
                     const auto text = to_hex(command);
                     const bool by_sfi = command[1] == 0xB2 && command[3] > 0x07;
                     const bool as_ef = text.starts_with("00A402");
                     return by_sfi || as_ef ? test::hex("6A81") : inner.transmit(command);
                 }};
    const auto reading = read_all(card);
    REQUIRE(reading);
    CHECK((*reading)[Field::holder_name] == "张三");
}

TEST_CASE("the cipher is what the FCI names, or what the region implies, or unknown", "[card][reading]") {
    const std::string head = R"("behaviour": {"get_response": false, "fci": ")";
    const auto names = [](const std::string& data) {
        auto content = "840F7378312E73682EC9E7BBE1B1A3D5CF" + data;
        const Bytes size{static_cast<std::uint8_t>(content.size() / 2)};
        return "6F" + to_hex(size) + content;
    };
    const auto shanghai = [&](const std::string& data) {
        return reading_with(usual_card + ", " + usual_holder + ", " + head + data + "\"}").algorithm;
    };
    const auto beijing = [&](const std::string& data) {
        return reading_with(replaced(usual_card, "310000D1", "110000D1") + ", " + head + data + "\"}")
            .algorithm;
    };
    CHECK(shanghai(names("A5069F0C03860102")) == Algorithm::ssf33);
    CHECK(shanghai(names("A5069F0C03860103")) == Algorithm::sm4);
    CHECK(shanghai(names("A5069F0C03860109")) == std::nullopt);
    CHECK(shanghai(names("")) == Algorithm::triple_des);
    CHECK(beijing(names("")) == Algorithm::ssf33);
    CHECK(beijing(names("A5069F0C03860101")) == Algorithm::triple_des);
    CHECK(beijing("") == std::nullopt);
    CHECK(reading_of(sample("protected-3.00")).algorithm == std::nullopt);  // 61xx, not fetched
}

TEST_CASE("a blank card's holder has no values", "[card][reading]") {
    const auto reading = reading_of(sample("blank-stock"));
    CHECK(reading.holder == HolderAccess::given);
    CHECK(reading.warnings.empty());
    CHECK(reading[Field::identification_number] == "310000D15600000500000001FFFFFFFF");
    for (const auto& entry : field_table()) {
        if (entry.section != "holder") continue;
        CAPTURE(entry.name());
        CHECK_FALSE(reading[entry.field]);
    }
}

TEST_CASE("only what was asked for is said", "[card][reading]") {
    Engine card{sample("adult-2.00")};
    const auto reading = read_card(card, fields({Field::card_number}), today);
    REQUIRE(reading);
    CHECK((*reading)[Field::card_number] == "D2143569X");
    CHECK_FALSE((*reading)[Field::identification_number]);
    CHECK(reading->holder == HolderAccess::not_asked);
    CHECK_FALSE(reading->generation);
}
