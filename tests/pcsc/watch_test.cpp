#include <sscard/pcsc/watch.hpp>
#include <thread>

#include "fixture.hpp"

using namespace sscard;
using namespace sscard::pcsc;

namespace {

Slot slot(const std::string& name, bool card, std::uint16_t changes = 0, Bytes atr = {0x3B, 0x00}) {
    Slot made;
    made.name = name;
    made.card_present = card;
    made.changes = changes;
    if (card) made.atr = std::move(atr);
    return made;
}

std::vector<std::string> lines(const std::vector<Event>& events) {
    std::vector<std::string> said;
    for (const auto& event : events) said.push_back(std::string{word(event.kind)} + " " + event.slot.name);
    return said;
}

using Lines = std::vector<std::string>;

/// Follows a world that blocks: what happens next is done when so many events were told.
class Watcher {
public:
    Watcher() { counter.world.blocks = true; }

    void then(std::size_t events, std::function<void()> what) { plan_.push_back({events, std::move(what)}); }

    Result<void> run(std::size_t until) {
        return watch(counter.patience(), [&](const Event& event) {
            said.push_back(std::string{word(event.kind)} + " " + event.slot.name);
            for (const auto& [count, what] : plan_) {
                if (count == said.size()) what();
            }
            return said.size() < until;
        });
    }

    Counter counter;
    Lines said;

private:
    std::vector<std::pair<std::size_t, std::function<void()>>> plan_;
};

}  // namespace

TEST_CASE("every kind of event has its word", "[pcsc][watch]") {
    CHECK(word(EventKind::service_up) == "service_up");
    CHECK(word(EventKind::service_down) == "service_down");
    CHECK(word(EventKind::reader_added) == "reader_added");
    CHECK(word(EventKind::reader_removed) == "reader_removed");
    CHECK(word(EventKind::card_inserted) == "card_inserted");
    CHECK(word(EventKind::card_removed) == "card_removed");
}

TEST_CASE("what goes is told before what comes, the card before its reader", "[pcsc][watch]") {
    const std::vector<Slot> before{slot("A", true), slot("B", false)};
    const std::vector<Slot> after{slot("B", true), slot("C", true)};
    CHECK(lines(events_between(before, after)) == Lines{"card_removed A", "reader_removed A",
                                                        "card_inserted B", "reader_added C",
                                                        "card_inserted C"});
    CHECK(events_between(before, before).empty());
}

TEST_CASE("a card that was changed between two looks went and came", "[pcsc][watch]") {
    const Lines both{"card_removed A", "card_inserted A"};
    CHECK(lines(events_between({slot("A", true, 1)}, {slot("A", true, 3)})) == both);
    CHECK(lines(events_between({slot("A", true)}, {slot("A", true, 0, {0x3B, 0x01})})) == both);
    // The answer to reset comes a little later than the card.
    CHECK(events_between({slot("A", true, 1, {})}, {slot("A", true, 1)}).empty());
}

TEST_CASE("what is there already is told first", "[pcsc][watch]") {
    Watcher watcher;
    watcher.counter.world.readers.push_back({"Second"});
    REQUIRE(watcher.run(3));
    CHECK(watcher.said ==
          Lines{"reader_added " + reader_name, "card_inserted " + reader_name, "reader_added Second"});
    CHECK(watcher.counter.world.complaint().empty());
}

TEST_CASE("readers and cards come and go, and the service is asked only when something happened",
          "[pcsc][watch]") {
    Watcher watcher;
    auto& world = watcher.counter.world;
    const std::vector<std::function<void()>> steps{
        [&] {
            world.readers.front().card.reset();
            ++world.readers.front().changes;
        },
        [&] {
            world.readers.front().card.emplace();
            ++world.readers.front().changes;
        },
        [&] { world.readers.push_back({"Late"}); },
        [&] { world.readers.pop_back(); },
    };
    std::thread hand{[&] {
        for (std::size_t i = 0; i < steps.size(); ++i) {
            world.await(Call::status_change, 2 * static_cast<int>(i + 1));  // it is waiting again
            world.change(steps[i]);
        }
    }};
    REQUIRE(watcher.run(6));
    hand.join();
    CHECK(watcher.said == Lines{"reader_added " + reader_name, "card_inserted " + reader_name,
                                "card_removed " + reader_name, "card_inserted " + reader_name,
                                "reader_added Late", "reader_removed Late"});
    CHECK(world.count(Call::status_change) == 2 * 4 + 1);
    CHECK(world.complaint().empty());
}

TEST_CASE("a service that ends takes everything with it, and brings it back", "[pcsc][watch]") {
    Watcher watcher;
    auto& world = watcher.counter.world;
    watcher.then(2, [&] { world.serve(false); });
    watcher.then(5, [&] { world.serve(true); });
    REQUIRE(watcher.run(8));
    CHECK(watcher.said == Lines{"reader_added " + reader_name, "card_inserted " + reader_name,
                                "card_removed " + reader_name, "reader_removed " + reader_name,
                                "service_down ", "service_up ", "reader_added " + reader_name,
                                "card_inserted " + reader_name});
    CHECK(world.complaint().empty());
}

TEST_CASE("a service that is down at first is waited for", "[pcsc][watch]") {
    Watcher watcher;
    auto& world = watcher.counter.world;
    world.serve(false);
    watcher.then(1, [&] { world.serve(true); });
    REQUIRE(watcher.run(3));
    CHECK(watcher.said == Lines{"service_down ", "service_up ", "reader_added " + reader_name});
}

TEST_CASE("a watch ends with a stop, with its time, and with what no waiting cures", "[pcsc][watch]") {
    Watcher watcher;
    auto& counter = watcher.counter;
    SECTION("a stop") {
        watcher.then(2, [&] { counter.stop = true; });
        CHECK(error_of(watcher.run(9)).fault == Fault::interrupted);
    }
    SECTION("a service that is closed to this user") {
        counter.world.returns(Call::establish, {SCARD_W_SECURITY_VIOLATION});
        CHECK(error_of(watcher.run(9)).fault == Fault::access_denied);
    }
    SECTION("its time") {
        counter.world.serve(false);
        CHECK(error_of(watch(counter.patience(20ms), [](const Event&) { return true; })).fault ==
              Fault::service_down);
    }
    CHECK(counter.world.complaint().empty());
}
