#include <reader.h>

#include <sscard/pcsc/selector.hpp>

#include "fixture.hpp"

using namespace sscard;
using namespace sscard::pcsc;

namespace {

/// As the driver gives a number: in the order of this machine.
Bytes number_in_bytes(std::uint32_t number) {
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(&number);
    return {bytes, bytes + sizeof number};
}

Role listed_role(const Counter& counter) {
    auto context = counter.context();
    return list(context, counter.patience()).value().front().role;
}

}  // namespace

TEST_CASE("what the driver says of a slot counts more than its name", "[pcsc][roles]") {
    struct Example {
        DWORD attribute;
        Bytes value;
        Role role;
    };
    const Example examples[] = {
        {SCARD_ATTR_CHANNEL_ID, number_in_bytes(0x01000000), Role::contactless},  // NFC
        {SCARD_ATTR_CHANNEL_ID, number_in_bytes(0x08000000), Role::sam},          // embedded secure element
        {SCARD_ATTR_CHANNEL_ID, number_in_bytes(0x00200104), Role::user},         // USB, bus 1, device 4
        {SCARD_ATTR_CHARACTERISTICS, number_in_bytes(0x08), Role::contactless},
        {SCARD_ATTR_CHARACTERISTICS, number_in_bytes(0x0A), Role::contactless},  // and ejects
        {SCARD_ATTR_CHARACTERISTICS, number_in_bytes(0x07), Role::user},         // swallows, ejects, keeps
        {SCARD_ATTR_ICC_TYPE_PER_ATR, {5}, Role::contactless},
        {SCARD_ATTR_ICC_TYPE_PER_ATR, {6}, Role::contactless},
        {SCARD_ATTR_ICC_TYPE_PER_ATR, {1}, Role::user},  // ISO/IEC 7816, asynchronous
        {SCARD_ATTR_CHARACTERISTICS, {}, Role::user},
        {SCARD_ATTR_CHARACTERISTICS, {8, 0}, Role::user},                    // no number
        {SCARD_ATTR_CHARACTERISTICS, {8, 0, 0, 0, 0, 0, 0, 0}, Role::user},  // too long for one
    };
    for (const auto& [attribute, value, role] : examples) {
        CAPTURE(attribute, value);
        Counter counter;
        counter.reader().attributes[attribute] = value;
        CHECK(listed_role(counter) == role);
        CHECK(counter.world.complaint().empty());
    }
}

TEST_CASE("a driver that says nothing leaves the role to the name", "[pcsc][roles]") {
    Counter counter;
    counter.reader().name = "Reader PSAM 00";
    CHECK(listed_role(counter) == Role::sam);
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("the reader alone is asked, whether a card is in it or not, and the card is left as it is",
          "[pcsc][roles]") {
    Counter counter;
    counter.world.readers.push_back({"Empty 00 00"});
    (void)listed_role(counter);
    REQUIRE(counter.world.connections().size() == 2);
    for (const auto& connected : counter.world.connections()) CHECK(connected.share == SCARD_SHARE_DIRECT);
    CHECK(counter.world.dispositions() == std::vector<DWORD>(2, SCARD_LEAVE_CARD));
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a slot that somebody is at is not asked", "[pcsc][roles]") {
    Counter counter;
    counter.reader().flags = GENERATE(SCARD_STATE_INUSE, SCARD_STATE_EXCLUSIVE);
    counter.reader().attributes[SCARD_ATTR_CHARACTERISTICS] = number_in_bytes(8);
    CHECK(listed_role(counter) == Role::user);
    CHECK(counter.world.count(Call::connect) == 0);
}

TEST_CASE("a reader that cannot be asked is listed all the same", "[pcsc][roles]") {
    Counter counter;
    counter.world.returns(Call::connect, {SCARD_E_READER_UNAVAILABLE});
    CHECK(listed_role(counter) == Role::user);
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a driver that hangs when asked costs the question, not the list", "[pcsc][roles]") {
    Counter counter;
    counter.world.readers.push_back({"Other 00 00"});
    counter.world.hang(Call::get_attribute);
    {
        auto context = counter.context();
        const auto slots = list(context, counter.patience(50ms)).value();
        REQUIRE(slots.size() == 2);
        CHECK(slots.front().role == Role::user);
    }
    CHECK(counter.world.count(Call::connect) == 1);
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a reader is chosen by the role that its driver tells", "[pcsc][roles]") {
    Counter counter;
    counter.world.readers.push_back({"Other 00 00", pcsc_stand_in::Card{}});
    counter.world.readers.back().attributes[SCARD_ATTR_CHARACTERISTICS] = number_in_bytes(8);
    const auto found = wait_for_card(Selector{"role:contactless"}, counter.patience(0s));
    REQUIRE(found);
    CHECK(found->slot.name == "Other 00 00");
}

TEST_CASE("a choice by name asks no driver", "[pcsc][roles]") {
    Counter counter;
    REQUIRE(wait_for_card(Selector{}, counter.patience(0s)));
    CHECK(counter.world.count(Call::connect) == 0);
}
