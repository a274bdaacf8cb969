#include <algorithm>
#include <sscard/pcsc/selector.hpp>
#include <thread>

#include "fixture.hpp"

using namespace sscard;
using namespace sscard::pcsc;

TEST_CASE("a card that is there is not waited for", "[pcsc][wait]") {
    Counter counter;
    CHECK(wait_for_card(Selector{}, counter.patience()).value().slot.name == reader_name);
    CHECK(counter.world.waits() == std::vector<DWORD>{0});
}

TEST_CASE("with no time to wait it looks exactly once", "[pcsc][wait]") {
    Counter counter;
    const bool card = GENERATE(true, false);
    if (!card) counter.reader().card.reset();
    const auto found = wait_for_card(Selector{}, counter.patience(0s));
    CHECK(found.has_value() == card);
    if (!found) CHECK(found.error().fault == Fault::no_card);
    CHECK(counter.world.waits() == std::vector<DWORD>{0});
}

TEST_CASE("a card put in while waiting is seen", "[pcsc][wait]") {
    Counter counter;
    counter.reader().card.reset();
    counter.world.before(Call::status_change, 6, [&] { counter.reader().card.emplace(); });
    { CHECK(wait_for_card(Selector{}, counter.patience()).value().slot.card_present); }
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a reader plugged in while waiting is seen", "[pcsc][wait]") {
    Counter counter;
    counter.world.readers.clear();
    counter.world.before(Call::status_change, 4, [&] {
        counter.world.readers.push_back({"Late", pcsc_stand_in::Card{}});
    });
    { CHECK(wait_for_card(Selector{"L*"}, counter.patience()).value().slot.name == "Late"); }
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a reader unplugged while waiting does not end the wait", "[pcsc][wait]") {
    Counter counter;
    counter.reader().card.reset();
    counter.world.before(Call::status_change, 2, [&] { counter.world.readers.clear(); });
    counter.world.before(Call::status_change, 3, [&] {
        counter.world.readers.push_back({"Other", pcsc_stand_in::Card{}});
    });
    CHECK(wait_for_card(Selector{}, counter.patience()).value().slot.name == "Other");
}

TEST_CASE("a wait that ends says what the last look saw", "[pcsc][wait]") {
    Counter counter;
    counter.reader().card.reset();
    SECTION("a reader without a card") {
        CHECK(error_of(wait_for_card(Selector{}, counter.patience(20ms))).fault == Fault::no_card);
    }
    SECTION("no such reader") {
        CHECK(error_of(wait_for_card(Selector{"B"}, counter.patience(20ms))).fault == Fault::no_reader);
    }
    const auto& waits = counter.world.waits();
    CHECK(std::all_of(waits.begin(), waits.end(), [](DWORD wait) { return wait <= 20; }));
    CHECK(waits.back() == 0);
}

TEST_CASE("the service is asked once and says when something happens", "[pcsc][wait]") {
    Counter counter;
    counter.world.blocks = true;
    counter.reader().card.reset();
    std::thread clerk{[&] {
        counter.world.await(Call::status_change, 2);
        counter.world.change([&] { counter.reader().card.emplace(); });
    }};
    const auto found = wait_for_card(Selector{}, counter.patience(1min));
    clerk.join();
    REQUIRE(found.has_value());
    const auto& waits = counter.world.waits();
    REQUIRE(waits.size() == 3);
    CHECK(waits[0] == 0);
    CHECK(waits[1] > 50'000);
    CHECK(waits[2] == 0);
}

TEST_CASE("a stop cancels the wait in the service", "[pcsc][wait]") {
    Counter counter;
    counter.world.blocks = true;
    counter.reader().card.reset();
    std::thread clerk{[&] {
        counter.world.await(Call::status_change, 2);
        counter.stop = true;
    }};
    CHECK(error_of(wait_for_card(Selector{}, counter.patience())).fault == Fault::interrupted);
    clerk.join();
    CHECK(counter.world.count(Call::cancel) == 1);
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a stop ends a wait that the service does not let go of", "[pcsc][wait]") {
    Counter counter;
    counter.reader().card.reset();
    counter.world.before(Call::status_change, 2, [&] {
        counter.stop = true;
        counter.world.hang(Call::status_change);
    });
    CHECK(error_of(wait_for_card(Selector{}, counter.patience())).fault == Fault::interrupted);
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a stop ends the wait", "[pcsc][wait]") {
    Counter counter;
    counter.reader().card.reset();
    const int look = GENERATE(1, 2, 7);
    counter.world.before(Call::status_change, look, [&] { counter.stop = true; });
    { CHECK(error_of(wait_for_card(Selector{}, counter.patience())).fault == Fault::interrupted); }
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("what waiting cannot change ends the wait at once", "[pcsc][wait]") {
    Counter counter;
    counter.world.readers.push_back({"B", pcsc_stand_in::Card{}});
    CHECK(error_of(wait_for_card(Selector{}, counter.patience())).fault == Fault::ambiguous_reader);
}

TEST_CASE("a card that is mute so far is a card: its connection gives it another chance", "[pcsc][wait]") {
    Counter counter;
    counter.reader().card->mute = true;
    CHECK(wait_for_card(Selector{}, counter.patience()).value().slot.mute);
}

TEST_CASE("a service that ends and comes back is waited for", "[pcsc][wait]") {
    Counter counter;
    SECTION("in a look") { counter.world.returns(Call::list_readers, {SCARD_E_SERVICE_STOPPED}); }
    SECTION("in a wait") {
        counter.reader().card.reset();
        counter.world.returns(Call::status_change, {SCARD_S_SUCCESS, SCARD_E_SERVICE_STOPPED});
        counter.world.before(Call::status_change, 3, [&] { counter.reader().card.emplace(); });
    }
    SECTION("at its start") {
        counter.world.returns(Call::establish, {SCARD_E_NO_SERVICE, SCARD_E_NO_SERVICE});
    }
    CHECK(wait_for_card(Selector{}, counter.patience()).value().slot.name == reader_name);
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a service that stays away is said when the time is over", "[pcsc][wait]") {
    Counter counter;
    counter.world.serve(false);
    const auto time = GENERATE(0ms, 30ms);
    CHECK(error_of(wait_for_card(Selector{}, counter.patience(time))).fault == Fault::service_down);
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a stop ends the wait for a service", "[pcsc][wait]") {
    Counter counter;
    counter.world.serve(false);
    counter.world.before(Call::establish, 2, [&] { counter.stop = true; });
    CHECK(error_of(wait_for_card(Selector{}, counter.patience())).fault == Fault::interrupted);
}
