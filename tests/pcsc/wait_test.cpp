#include <algorithm>
#include <sscard/pcsc/selector.hpp>

#include "fixture.hpp"

using namespace sscard;
using namespace sscard::pcsc;

TEST_CASE("a card that is there is not waited for", "[pcsc][wait]") {
    Counter counter;
    auto context = counter.context();
    CHECK(wait_for_card(context, Selector{}, counter.patience()).value().name == reader_name);
    CHECK(counter.world.waits() == std::vector<DWORD>{0});
}

TEST_CASE("with no time to wait it looks exactly once", "[pcsc][wait]") {
    Counter counter;
    const bool card = GENERATE(true, false);
    if (!card) counter.reader().card.reset();
    auto context = counter.context();
    const auto found = wait_for_card(context, Selector{}, counter.patience(0s));
    CHECK(found.has_value() == card);
    if (!found) CHECK(found.error().fault == Fault::no_card);
    CHECK(counter.world.waits() == std::vector<DWORD>{0});
}

TEST_CASE("a card put in while waiting is seen", "[pcsc][wait]") {
    Counter counter;
    counter.reader().card.reset();
    counter.world.before(Call::status_change, 6, [&] { counter.reader().card.emplace(); });
    {
        auto context = counter.context();
        CHECK(wait_for_card(context, Selector{}, counter.patience()).value().card_present);
    }
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a reader plugged in while waiting is seen", "[pcsc][wait]") {
    Counter counter;
    counter.world.readers.clear();
    counter.world.before(Call::status_change, 4, [&] {
        counter.world.readers.push_back({"Late", pcsc_stand_in::Card{}});
    });
    {
        auto context = counter.context();
        CHECK(wait_for_card(context, Selector{"L*"}, counter.patience()).value().name == "Late");
    }
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a reader unplugged while waiting does not end the wait", "[pcsc][wait]") {
    Counter counter;
    counter.reader().card.reset();
    counter.world.before(Call::status_change, 2, [&] { counter.world.readers.clear(); });
    counter.world.before(Call::status_change, 3, [&] {
        counter.world.readers.push_back({"Other", pcsc_stand_in::Card{}});
    });
    auto context = counter.context();
    CHECK(wait_for_card(context, Selector{}, counter.patience()).value().name == "Other");
}

TEST_CASE("a wait that ends says what the last look saw", "[pcsc][wait]") {
    Counter counter;
    counter.reader().card.reset();
    auto context = counter.context();
    SECTION("a reader without a card") {
        CHECK(error_of(wait_for_card(context, Selector{}, counter.patience(20ms))).fault == Fault::no_card);
    }
    SECTION("no such reader") {
        CHECK(error_of(wait_for_card(context, Selector{"B"}, counter.patience(20ms))).fault ==
              Fault::no_reader);
    }
    const auto& waits = counter.world.waits();
    CHECK(std::all_of(waits.begin(), waits.end(), [](DWORD wait) { return wait <= 20; }));
    CHECK(waits.back() == 0);
}

TEST_CASE("no single wait is longer than a slice", "[pcsc][wait]") {
    Counter counter;
    counter.reader().card.reset();
    counter.world.before(Call::status_change, 20, [&] { counter.reader().card.emplace(); });
    auto context = counter.context();
    REQUIRE(wait_for_card(context, Selector{}, counter.patience(1h)).has_value());
    const auto& waits = counter.world.waits();
    CHECK(*std::max_element(waits.begin(), waits.end()) == DWORD{250});
}

TEST_CASE("a stop ends the wait", "[pcsc][wait]") {
    Counter counter;
    counter.reader().card.reset();
    const int look = GENERATE(1, 2, 7);
    counter.world.before(Call::status_change, look, [&] { counter.stop = true; });
    {
        auto context = counter.context();
        CHECK(error_of(wait_for_card(context, Selector{}, counter.patience())).fault == Fault::interrupted);
        CHECK_FALSE(context.lost());
    }
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("what waiting cannot change ends the wait at once", "[pcsc][wait]") {
    Counter counter;
    SECTION("two cards") {
        counter.world.readers.push_back({"B", pcsc_stand_in::Card{}});
        auto context = counter.context();
        CHECK(error_of(wait_for_card(context, Selector{}, counter.patience())).fault ==
              Fault::ambiguous_reader);
    }
    SECTION("a card the wrong way round") {
        counter.reader().card->mute = true;
        auto context = counter.context();
        CHECK(error_of(wait_for_card(context, Selector{}, counter.patience())).fault == Fault::mute_card);
    }
    SECTION("a service that goes down in a look") {
        counter.world.returns(Call::list_readers, {SCARD_E_SERVICE_STOPPED});
        auto context = counter.context();
        CHECK(error_of(wait_for_card(context, Selector{}, counter.patience())).fault == Fault::service_down);
    }
    SECTION("a service that goes down in a wait") {
        counter.reader().card.reset();
        counter.world.returns(Call::status_change, {SCARD_S_SUCCESS, SCARD_E_SERVICE_STOPPED});
        auto context = counter.context();
        CHECK(error_of(wait_for_card(context, Selector{}, counter.patience())).fault == Fault::service_down);
    }
}
