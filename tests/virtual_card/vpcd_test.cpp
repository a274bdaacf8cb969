#include <future>
#include <sscard/virtual_card/demo.hpp>
#include <sscard/virtual_card/vpcd.hpp>

#include "cards.hpp"
#include "catch.hpp"
#include "fake_vpcd.hpp"

using namespace sscard;
using namespace sscard::virtual_card;
using Kind = ServeEvent::Kind;

namespace {

/// A card that is served to a fake host while the test speaks for the host.
class Served {
public:
    explicit Served(CardFile card) {
        end_ = std::async(std::launch::async, [this, card = std::move(card)] {
            return serve(card, {"127.0.0.1", host.port()}, Patience{std::chrono::seconds{10}, stop},
                         [this](const ServeEvent& event) { events.push_back(event); });
        });
        host.accept_card();
    }
    ~Served() {
        stop = true;
        host.hang_up();
    }
    Served(const Served&) = delete;
    Served& operator=(const Served&) = delete;

    /// Why serving ended; waits until it has.
    ServeEnd end() { return end_.get().value(); }

    FakeVpcd host;
    StopFlag stop{false};
    std::vector<ServeEvent> events;  // to be read after end()

private:
    std::future<Result<ServeEnd>> end_;
};

const std::string get_atr = "04";

}  // namespace

TEST_CASE("a served card gives its answer to reset and answers commands", "[virtual_card][vpcd]") {
    Served card{demo_card()};
    CHECK(card.host.ask(get_atr) == "3B6D00000081544C968684310000000001");
    card.host.tell("01");
    CHECK(card.host.ask(select_environment) == "6118");
    CHECK(card.host.ask("00B2072C0B") == "07094432313433353639589000");
    card.host.hang_up();
    CHECK(card.end() == ServeEnd::host_closed);
}

TEST_CASE("power and reset of the virtual slot forget the selection", "[virtual_card][vpcd]") {
    for (const std::string control : {"00", "01", "02"}) {
        Served card{demo_card()};
        CHECK(card.host.ask(select_environment) == "6118");
        card.host.tell(control);
        CHECK(card.host.ask("00B2072C0B") == "6A82");
    }
}

TEST_CASE("events tell the shape of what happened, in order", "[virtual_card][vpcd]") {
    Served card{demo_card()};
    card.host.tell("01");
    card.host.ask(select_environment);
    card.host.tell("02");
    card.host.tell("00");
    card.host.ask(get_atr);
    card.host.hang_up();
    card.end();
    std::vector<Kind> kinds;
    for (const auto& event : card.events) kinds.push_back(event.kind);
    CHECK(kinds == std::vector{Kind::connected, Kind::power_on, Kind::command, Kind::reset, Kind::power_off});
    const auto& command = card.events.at(2);
    CHECK(to_hex(command.header) == "00A40400");
    CHECK(command.command_size == 20);
    CHECK(command.answer_size == 2);
    CHECK(command.status == 0x6118);
}

TEST_CASE("a message in pieces is put together", "[virtual_card][vpcd]") {
    Served card{demo_card()};
    for (const std::string byte : {"00", "05", "00", "84", "00"}) card.host.send_raw(byte);
    card.host.send_raw("0008 000104");  // the end of it, and the next one in the same packet
    card.host.hang_up();
    CHECK(card.end() == ServeEnd::host_closed);
    REQUIRE(card.events.size() == 2);
    CHECK(to_hex(card.events.at(1).header) == "00840000");
    CHECK(card.events.at(1).answer_size == 8 + 2);
}

TEST_CASE("a message that is neither control nor command is a malformed command", "[virtual_card][vpcd]") {
    Served card{demo_card()};
    CHECK(card.host.ask("03") == "6700");
    CHECK(card.host.ask("") == "6700");
    CHECK(card.host.ask("00A4") == "6700");
}

TEST_CASE("the longest message there can be is taken", "[virtual_card][vpcd]") {
    Served card{demo_card()};
    CHECK(card.host.ask(std::string(2 * 65535, 'A')) == "6700");
}

TEST_CASE("a card pulled out on order leaves the virtual reader", "[virtual_card][vpcd]") {
    auto file = demo_card();
    file.faults.push_back({2, FaultKind::card_removed});
    Served card{file};
    CHECK(card.host.ask(select_environment) == "6118");
    card.host.tell("02");  // a reset does not count anew
    card.host.tell(select_environment);
    CHECK(card.host.card_is_gone());
    CHECK(card.end() == ServeEnd::card_removed);
}

TEST_CASE("a mute card gives empty messages, so that the host does not hang", "[virtual_card][vpcd]") {
    Served card{card_with(R"("mute": true)")};
    CHECK(card.host.ask(get_atr).empty());
    CHECK(card.host.ask(select_environment).empty());
}

TEST_CASE("the stop flag takes the card out", "[virtual_card][vpcd]") {
    Served card{demo_card()};
    CHECK(card.host.ask(select_environment) == "6118");
    card.stop = true;
    CHECK(card.end() == ServeEnd::stopped);
    CHECK(card.host.card_is_gone());
}

TEST_CASE("where nobody listens, the error says where and what to do", "[virtual_card][vpcd]") {
    std::uint16_t port = 0;
    {
        const FakeVpcd gone;
        port = gone.port();
    }
    const StopFlag stop{false};
    const auto end = serve(demo_card(), {"127.0.0.1", port}, Patience{std::chrono::seconds{10}, stop});
    REQUIRE_FALSE(end);
    CHECK(end.error().fault == Fault::no_reader);
    CHECK(end.error().words == std::vector<std::string>{"127.0.0.1", std::to_string(port)});
    CHECK(end.error().cure != nullptr);
}

TEST_CASE("a host that has no address is no reader", "[virtual_card][vpcd]") {
    const StopFlag stop{false};
    const auto end = serve(demo_card(), {"no such host", 1}, Patience{std::chrono::seconds{10}, stop});
    REQUIRE_FALSE(end);
    CHECK(end.error().fault == Fault::no_reader);
}

TEST_CASE("stopped before it is connected, serving is interrupted", "[virtual_card][vpcd]") {
    const FakeVpcd host;
    const StopFlag stop{true};
    const auto end = serve(demo_card(), {"127.0.0.1", host.port()}, Patience{std::chrono::seconds{10}, stop});
    REQUIRE_FALSE(end);
    CHECK(end.error().fault == Fault::interrupted);
}
