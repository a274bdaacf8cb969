#include <nlohmann/json.hpp>

#include "cards.hpp"
#include "catch.hpp"
#include "process.hpp"
#include "schedule.hpp"

using namespace sscard;
using namespace sscard::schedules;
using pcsc_stand_in::Call;
using pcsc_stand_in::World;

namespace {

struct Event {
    const char* what;
    int exit;
    void (*happen)(World&);
};

const Event events[] = {
    {"card pulled out", 16, [](World& world) { world.take_out(world.readers.front()); }},
    {"card swapped", 16, [](World& world) { world.put_in(world.readers.front(), card("adult-1.00.json")); }},
    {"the same kind of card put in again", 16,
     [](World& world) { world.put_in(world.readers.front(), card("adult-2.00.json")); }},
    {"card reset by another program", 16, [](World& world) { world.reset(world.readers.front()); }},
    {"reader unplugged", 12,
     [](World& world) {
         world.take_out(world.readers.front());
         world.readers.clear();
     }},
    {"service gone", 10, [](World& world) { world.up = false; }},
    {"another service", 10, [](World& world) { world.replace_service(SCARD_F_COMM_ERROR); }},
};

/// Runs a verb while an event comes before its exchange of this number.
Ended run_with(const Place& place, const std::string& verb, const char* file, int exchange,
               const Event& event) {
    return run(place, {verb, "--json", "--yes"}, [&](World& world, const Log& log) {
        world.readers.push_back({"Reader 00 00", card(file)});
        world.before(Call::transmit, exchange, [&world, &event, log] {
            log(event.what);
            event.happen(world);
        });
    });
}

}  // namespace

TEST_CASE("whatever happens at an exchange ends the command there, and nothing half is said or sent",
          "[exchanges]") {
    const auto [verb, file] = GENERATE(table<std::string, const char*>(
        {{"read", "adult-2.00.json"}, {"activate", "adult-2.00.json"}, {"activate", "genuine-3.00.json"}}));
    for (const auto& event : events) {
        int exchange = 1;
        for (;; ++exchange) {
            INFO(verb << ' ' << file << ", exchange " << exchange << ": " << event.what);
            const Place place;
            const auto ended = run_with(place, verb, file, exchange, event);
            if (ended.log.empty()) {  // there was no such exchange any more
                CHECK(ended.exit == 0);
                break;
            }
            CHECK(ended.exit == event.exit);
            const auto document = nlohmann::json::parse(ended.out);
            CHECK(document.value("schema", "") == "sscard.error/1");
            CHECK(document.at("error").value("exit", 0) == event.exit);
            CHECK(active_cards(place.state_dir()).empty());
            CHECK(ended.complaint.empty());
        }
        CHECK(exchange > 3);
    }
}

TEST_CASE("a mute card gets one cold reset and one try with T=0 alone, then the sentence",
          "[exchanges][mute]") {
    const auto verb = GENERATE(as<std::string>{}, "read", "activate");
    const bool known_as_mute = GENERATE(true, false);
    const Place place;
    const auto ended = run(place, {verb, "--lang", "en"}, [known_as_mute](World& world, const Log& log) {
        world.readers.push_back({"Reader 00 00", card("adult-2.00.json")});
        world.readers.front().card->mute = known_as_mute;
        world.before(Call::connect, 1, [&world] { world.readers.front().card->mute = true; });
        world.fate = [log](Call call) {
            if (call == Call::connect || call == Call::disconnect) log(name(call));
            return SCARD_S_SUCCESS;
        };
    });
    CHECK(ended.exit == 15);
    CHECK(ended.out.empty());
    CHECK(ended.err ==
          "sscard: the card does not answer. Take it out, turn it over, wipe the contacts, try again.  "
          "(0x80100066)\n");
    CHECK(ended.log == "SCardConnect\nSCardConnect\nSCardDisconnect\nSCardConnect\n");
    CHECK(ended.complaint.empty());
}

TEST_CASE("a mute card that answers after its power was off is read", "[exchanges][mute]") {
    const Place place;
    const auto ended = run(place, {"read", "--json"}, [](World& world, const Log&) {
        world.readers.push_back({"Reader 00 00", card("adult-2.00.json")});
        world.readers.front().card->mute = true;
        world.before(Call::disconnect, 1, [&world] { world.readers.front().card->mute = false; });
    });
    CHECK(ended.exit == 0);
}
