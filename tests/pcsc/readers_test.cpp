#include "fixture.hpp"

using namespace sscard;
using namespace sscard::pcsc;

TEST_CASE("the name says whom a slot is for", "[pcsc][readers]") {
    struct Example {
        const char* name;
        Role role;
    };
    const Example examples[] = {
        {"Virtual PCD 00 00", Role::user},
        {"Feitian ePass R502 00 00", Role::user},
        {"Samsung Reader 00 00", Role::user},
        {"CLASSIC Reader 00 00", Role::user},
        {"", Role::user},
        {"ACS ACR1281 SAM Interface 00 00", Role::sam},
        {"SAMX_Reader 00 00", Role::sam},
        {"Reader PSAM 00 00", Role::sam},
        {"Reader psam1 00 00", Role::sam},
        {"Reader SAM2 00 00", Role::sam},
        {"Contactless SAM 00 00", Role::sam},
        {"Feitian R502-CL 00 00", Role::contactless},
        {"HID OMNIKEY 5422CL Smartcard Reader 00 00", Role::contactless},
        {"Identiv uTrust 3700 F Contactless Reader 00 00", Role::contactless},
        {"ACS ACR1281 [PICC] 00 00", Role::contactless},
        {"ACS ACR122U NFC 00 00", Role::contactless},
    };
    for (const auto& [name, role] : examples) {
        INFO(name);
        CHECK(role_of(name) == role);
    }
}

TEST_CASE("a list says what is in every slot", "[pcsc][readers]") {
    Counter counter;
    auto& readers = counter.world.readers;
    readers.front().card->atr = Bytes(33, 0x3B);
    readers.push_back({"Reader PSAM 01", std::nullopt, SCARD_STATE_INUSE});
    readers.push_back({"Reader CL 02", pcsc_stand_in::Card{.mute = true}, SCARD_STATE_EXCLUSIVE});
    {
        auto context = counter.context();
        const auto slots = list(context, counter.patience()).value();
        REQUIRE(slots.size() == 3);
        CHECK(slots[0] == Slot{.name = reader_name, .card_present = true, .atr = Bytes(33, 0x3B)});
        CHECK(slots[1] == Slot{.name = "Reader PSAM 01", .role = Role::sam, .in_use = true});
        CHECK(slots[2] == Slot{.name = "Reader CL 02",
                               .role = Role::contactless,
                               .card_present = true,
                               .mute = true,
                               .exclusive = true});
    }
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("names are bytes", "[pcsc][readers]") {
    Counter counter;
    counter.reader().name = "\xB6\xC1\xBF\xA8\xC6\xF7 00";
    auto context = counter.context();
    CHECK(list(context, counter.patience()).value().front().name == "\xB6\xC1\xBF\xA8\xC6\xF7 00");
}

TEST_CASE("no readers is an empty list", "[pcsc][readers]") {
    Counter counter;
    counter.world.readers.clear();
    auto context = counter.context();
    CHECK(list(context, counter.patience()).value().empty());
}

TEST_CASE("a list is as long as it is", "[pcsc][readers]") {
    Counter counter;
    for (int i = 1; i < 40; ++i) counter.world.readers.push_back({"More " + std::to_string(i)});
    auto context = counter.context();
    CHECK(list(context, counter.patience()).value().size() == 40);
}

TEST_CASE("a list that grows between two questions is asked for again", "[pcsc][readers]") {
    Counter counter;
    counter.world.before(Call::list_readers, 2, [&] { counter.world.readers.push_back({"Second"}); });
    counter.world.before(Call::list_readers, 4, [&] { counter.world.readers.push_back({"Third"}); });
    auto context = counter.context();
    CHECK(list(context, counter.patience()).value().size() == 3);
    CHECK(counter.world.count(Call::list_readers) == 6);
}

TEST_CASE("a list that never stops growing is given up on", "[pcsc][readers]") {
    Counter counter;
    for (int i = 1; i < 100; ++i) {
        counter.world.before(Call::list_readers, 2 * i,
                             [&] { counter.world.readers.push_back({"One more"}); });
    }
    auto context = counter.context();
    CHECK(error_of(list(context, counter.patience())).detail == number(SCARD_E_INSUFFICIENT_BUFFER));
}

TEST_CASE("a reader unplugged between two questions is not in the list", "[pcsc][readers]") {
    Counter counter;
    counter.world.readers.push_back({"Second"});
    counter.world.before(Call::status_change, 1, [&] { counter.world.readers.pop_back(); });
    auto context = counter.context();
    CHECK(list(context, counter.patience()).value().size() == 1);
}

TEST_CASE("a reader that is always unplugged between two questions is given up on", "[pcsc][readers]") {
    Counter counter;
    counter.world.returns(Call::status_change, std::vector<LONG>(100, SCARD_E_UNKNOWN_READER));
    auto context = counter.context();
    const auto error = error_of(list(context, counter.patience()));
    CHECK(error.fault == Fault::no_reader);
    CHECK(error.step == "SCardGetStatusChange");
}

TEST_CASE("a service that goes down while it is asked is reported as down", "[pcsc][readers]") {
    const auto call = GENERATE(Call::list_readers, Call::status_change);
    Counter counter;
    counter.world.returns(call, {SCARD_E_SERVICE_STOPPED});
    {
        auto context = counter.context();
        const auto error = error_of(list(context, counter.patience()));
        CHECK(error.fault == Fault::service_down);
        CHECK(error.detail == number(SCARD_E_SERVICE_STOPPED));
        CHECK_FALSE(context.lost());
    }
    CHECK(counter.world.complaint().empty());
}
