#include "cards.hpp"
#include "catch.hpp"
#include "process.hpp"
#include "schedule.hpp"

using namespace sscard;
using namespace sscard::schedules;
using pcsc_stand_in::Call;

TEST_CASE("a call that never returns keeps no command from ending, and is named", "[exchanges][stuck]") {
    const auto call = GENERATE(Call::establish, Call::list_readers, Call::status_change, Call::connect,
                               Call::status, Call::begin, Call::transmit, Call::end);
    const auto verb = GENERATE(as<std::string>{}, "read", "activate");
    INFO(verb << ", " << name(call));
    const Place place;
    const auto ended = run(
        place, {verb, "--json", "--yes", "--timeout", "0.2"},
        [call](pcsc_stand_in::World& world, const Log&) {
            world.readers.push_back({"Reader 00 00", card(card_files.front())});
            world.hang(call);
        },
        Audit::no);
    CHECK_FALSE(ended.signal.has_value());
    CHECK(ended.exit == (call == Call::begin ? 17 : 18));  // a transaction waits for another program
    CHECK(ended.out.find(name(call)) != std::string::npos);
    CHECK(active_cards(place.state_dir()).empty());
}

TEST_CASE("a driver that hangs when the card is let go keeps nothing back", "[exchanges][stuck]") {
    const auto call = GENERATE(Call::disconnect, Call::release);
    const Place place;
    const auto ended = run(
        place, {"activate", "--json", "--yes"},
        [call](pcsc_stand_in::World& world, const Log&) {
            world.readers.push_back({"Reader 00 00", card(card_files.front())});
            world.hang(call);
        },
        Audit::no);
    CHECK_FALSE(ended.signal.has_value());
    CHECK(ended.exit == 0);
    CHECK(active_cards(place.state_dir()) == std::vector<std::string>{card_number(card_files.front())});
}
