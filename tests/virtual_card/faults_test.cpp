#include "cards.hpp"
#include "catch.hpp"

using namespace sscard;
using namespace sscard::virtual_card;

namespace {

Engine card_with_faults(const std::string& list) {
    return Engine{card_with(R"("card": {"spec_version": "2.00"}, "faults": )" + list)};
}

std::optional<Fault> fault_of(Engine& card) {
    const auto answer = card.transmit(from_hex(select_environment).value());
    return answer ? std::nullopt : std::optional{answer.error().fault};
}

}  // namespace

TEST_CASE("a card pulled out at the third command stays out", "[virtual_card][faults]") {
    auto card = card_with_faults(R"([{"at": 3, "kind": "card_removed"}])");
    CHECK_FALSE(fault_of(card));
    CHECK_FALSE(fault_of(card));
    CHECK(fault_of(card) == Fault::card_removed);
    CHECK(fault_of(card) == Fault::card_removed);
    card.reset();
    CHECK(fault_of(card) == Fault::card_removed);
}

TEST_CASE("a card that falls silent stays silent", "[virtual_card][faults]") {
    auto card = card_with_faults(R"([{"at": 2, "kind": "mute"}, {"at": 3, "kind": "status", "sw": "6F00"}])");
    CHECK_FALSE(fault_of(card));
    CHECK(fault_of(card) == Fault::mute_card);
    CHECK(fault_of(card) == Fault::mute_card);
}

TEST_CASE("a status word on order replaces one command, which is not carried out", "[virtual_card][faults]") {
    auto card = card_with_faults(R"([{"at": 1, "kind": "status", "sw": "6F00"}])");
    CHECK(send(card, select_environment) == "6F00");
    CHECK(send(card, "00A4020002EF05") == "6A82");
    CHECK(send(card, select_environment) == "6118");
}

TEST_CASE("garbage comes as it is ordered, nothing at all too", "[virtual_card][faults]") {
    auto card = card_with_faults(
        R"([{"at": 2, "kind": "garbage", "bytes": "6F99"}, {"at": 3, "kind": "garbage", "bytes": ""}])");
    CHECK(send(card, select_environment) == "6118");
    CHECK(send(card, "00C0000018") == "6F99");
    CHECK(send(card, "00C0000018").empty());
    CHECK(send(card, "00C0000018") == "6F00");
}

TEST_CASE("a mute card has no answer to reset and none to a command", "[virtual_card][faults]") {
    Engine card{card_with(R"("mute": true)")};
    CHECK(card.atr().empty());
    CHECK(fault_of(card) == Fault::mute_card);
}
