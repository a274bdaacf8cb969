#include <sscard/virtual_card/demo.hpp>
#include <sscard/virtual_card/wire.hpp>

#include "cards.hpp"
#include "catch.hpp"

using namespace sscard;
using namespace sscard::virtual_card;
using apdu::Protocol;

namespace {

std::uint64_t cost(Protocol protocol, const std::string& command, const std::string& answer) {
    return wire_bytes(protocol, from_hex(command).value(), from_hex(answer).value());
}

std::string bytes(std::size_t count) { return std::string(2 * count, 'A'); }

}  // namespace

TEST_CASE("a full read of the demo card is 3 exchanges and 194 bytes", "[virtual_card][wire]") {
    Engine card{demo_card()};
    Metered meter{card};
    CHECK(send(meter, select_environment) == "6118");
    CHECK(send(meter, "00B2012D40").size() == 2 * (64 + 2));
    CHECK(send(meter, "00B201355B").size() == 2 * (91 + 2));
    CHECK(meter.cost() == WireCost{3, 194});
    CHECK(meter.cost().milliseconds({}) == Approx(194 * 1.25));
    CHECK(meter.protocol() == Protocol::t0);
    CHECK(meter.atr() == card.atr());
}

TEST_CASE("T=0 costs a header, a procedure byte for data, the data and the status word",
          "[virtual_card][wire]") {
    CHECK(cost(Protocol::t0, select_environment, "611E") == 23);
    CHECK(cost(Protocol::t0, "00B2012D40", bytes(64) + "9000") == 72);
    CHECK(cost(Protocol::t0, "00B2012D00", "6C40") == 7);
    CHECK(cost(Protocol::t0, "00A40000", "9000") == 7);
    CHECK(cost(Protocol::t0, "00B0000000", bytes(256) + "9000") == 5 + 1 + 256 + 2);
}

TEST_CASE("an FCI at once under T=0 counts the GET RESPONSE of the driver", "[virtual_card][wire]") {
    CHECK(cost(Protocol::t0, select_environment, bytes(30) + "9000") == 23 + 5 + 1 + 30 + 2);
}

TEST_CASE("T=1 costs whole blocks", "[virtual_card][wire]") {
    CHECK(cost(Protocol::t1, "00B2012D40", bytes(64) + "9000") == (5 + 4) + (66 + 4));
    // 40 bytes are two blocks and an acknowledgement, 258 are too
    CHECK(cost(Protocol::t1, bytes(40), bytes(258)) == (40 + 3 * 4) + (258 + 3 * 4));
}

TEST_CASE("an exchange that failed is not counted", "[virtual_card][wire]") {
    Engine card{card_with(R"("faults": [{"at": 2, "kind": "card_removed"}])")};
    Metered meter{card};
    send(meter, "0084000008");
    send(meter, "0084000008");
    CHECK(meter.cost() == WireCost{1, 5 + 1 + 8 + 2});
}

TEST_CASE("the answer to reset sets the speed", "[virtual_card][wire]") {
    const WireCost spent{2, 100};
    // TA1 = 13: 372 clocks, 4 bits: four times as fast
    const auto fast = WireSpeed::offered_by(from_hex("3B1013").value());
    CHECK(spent.milliseconds(fast) == Approx(100 * 1.25 / 4));
    const auto usual = WireSpeed::offered_by(demo_card().atr);
    CHECK(spent.milliseconds(usual) == Approx(100 * 1.25));
    CHECK(spent.milliseconds(WireSpeed::offered_by({})) == Approx(100 * 1.25));
}

TEST_CASE("the card's own time is counted a command", "[virtual_card][wire]") {
    WireSpeed slow;
    slow.processing_ms = 5;
    CHECK(WireCost{2, 100}.milliseconds(slow) == Approx(125 + 10));
}
