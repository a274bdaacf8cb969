#include <thread>

#include "fixture.hpp"

using namespace sscard;
using namespace sscard::pcsc;

namespace {

const Bytes select_mf{0x00, 0xA4, 0x00, 0x00, 0x02, 0x3F, 0x00};

/// With a connection to the card.
struct Connected : Counter {
    Connected() : connection{open()} {}

    Connection open() const {
        auto own = context();
        return Connection::open(own, reader_name, patience()).value();
    }

    Connection connection;
};

/// What is left to complain about once the connection is closed.
std::string complaint(Connected& counter) {
    (void)counter.connection.close();
    { const auto gone = std::move(counter.connection); }
    return counter.world.complaint();
}

}  // namespace

TEST_CASE("a transaction transmits and hands the answer over as it is", "[pcsc][transaction]") {
    Connected counter;
    Bytes received;
    counter.reader().card->answer = [&received](ByteView command) {
        received.assign(command.begin(), command.end());
        return Bytes{0x6A, 0x82};
    };
    {
        auto transaction = counter.connection.begin(counter.patience()).value();
        CHECK(transaction.transmit(select_mf).value() == Bytes{0x6A, 0x82});
        CHECK(received == select_mf);
        CHECK(transaction.protocol() == apdu::Protocol::t0);
        CHECK(transaction.atr() == Bytes{0x3B, 0x00});
    }
    CHECK(counter.world.count(Call::end) == 1);
    CHECK(counter.world.dispositions() == std::vector<DWORD>{SCARD_LEAVE_CARD});
    CHECK(complaint(counter).empty());
}

TEST_CASE("the longest answer that there is fits", "[pcsc][transaction]") {
    Connected counter;
    std::size_t size = 65538;
    counter.reader().card->answer = [&size](ByteView) { return Bytes(size, 0x90); };
    auto transaction = counter.connection.begin(counter.patience()).value();
    CHECK(transaction.transmit(select_mf).value().size() == 65538);
    size = 65539;
    const auto error = error_of(transaction.transmit(select_mf));
    CHECK(error.fault == Fault::internal);
    CHECK(error.detail == number(SCARD_E_INSUFFICIENT_BUFFER));
}

TEST_CASE("a T=1 card is spoken to in T=1", "[pcsc][transaction]") {
    Counter counter;
    counter.reader().card->protocols = SCARD_PROTOCOL_T1;
    {
        auto context = counter.context();
        auto connection = Connection::open(context, reader_name, counter.patience()).value();
        auto transaction = connection.begin(counter.patience()).value();
        CHECK(transaction.transmit(select_mf).has_value());
        CHECK(transaction.protocol() == apdu::Protocol::t1);
    }
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a card reset by another program ends the conversation, never silently", "[pcsc][transaction]") {
    Connected counter;
    counter.world.returns(Call::transmit, {SCARD_S_SUCCESS, SCARD_W_RESET_CARD});
    auto transaction = counter.connection.begin(counter.patience()).value();
    REQUIRE(transaction.transmit(select_mf).has_value());
    const auto error = error_of(transaction.transmit(select_mf));
    CHECK(error.fault == Fault::card_removed);
    CHECK(error.step == "card was reset");
    CHECK(error.detail == number(SCARD_W_RESET_CARD));
    CHECK(counter.world.count(Call::reconnect) == 0);
    CHECK(counter.world.count(Call::transmit) == 2);
}

TEST_CASE("a card pulled out in the middle is reported as gone", "[pcsc][transaction]") {
    Connected counter;
    auto transaction = counter.connection.begin(counter.patience()).value();
    SECTION("noticed by the reader") { counter.reader().card.reset(); }
    SECTION("not noticed yet") { counter.world.returns(Call::transmit, {SCARD_E_NOT_TRANSACTED}); }
    SECTION("reported as an answer of nothing") {
        counter.reader().card->answer = [](ByteView) { return Bytes{}; };
    }
    const auto error = error_of(transaction.transmit(select_mf));
    CHECK(error.fault == Fault::card_removed);
    CHECK(error.step == "SCardTransmit");
}

TEST_CASE("a transaction ends as it is told, once, and tells what went wrong", "[pcsc][transaction]") {
    Connected counter;
    {
        auto transaction = counter.connection.begin(counter.patience()).value();
        counter.world.returns(Call::end, {SCARD_W_REMOVED_CARD});
        const auto error = error_of(transaction.end(Disposition::reset));
        CHECK(error.fault == Fault::card_removed);
        CHECK(error.step == "SCardEndTransaction");
        CHECK(transaction.end().has_value());
        CHECK(error_of(transaction.transmit(select_mf)).fault == Fault::internal);
        CHECK(transaction.atr().empty());
        CHECK(transaction.protocol() == apdu::Protocol::t0);
    }
    CHECK(counter.world.dispositions() == std::vector<DWORD>{SCARD_RESET_CARD});
    CHECK(counter.world.count(Call::transmit) == 0);
    CHECK(complaint(counter).empty());
}

TEST_CASE("a transaction can be handed on and is ended by its last owner", "[pcsc][transaction]") {
    Connected counter;
    {
        auto first = counter.connection.begin(counter.patience()).value();
        auto second = std::move(first);
        CHECK(second.transmit(select_mf).has_value());
        CHECK(counter.world.count(Call::end) == 0);
    }
    CHECK(counter.world.count(Call::end) == 1);
}

TEST_CASE("a transaction is over with its connection", "[pcsc][transaction]") {
    Connected counter;
    auto transaction = counter.connection.begin(counter.patience()).value();
    REQUIRE(counter.connection.close().has_value());
    CHECK(error_of(transaction.transmit(select_mf)).fault == Fault::internal);
    CHECK(transaction.end().has_value());
    CHECK(counter.world.count(Call::end) == 0);
}

TEST_CASE("a reset before anything was said costs nothing", "[pcsc][transaction]") {
    Connected counter;
    counter.world.returns(Call::begin, {SCARD_W_RESET_CARD});
    auto transaction = counter.connection.begin(counter.patience()).value();
    CHECK(transaction.transmit(select_mf).has_value());
    CHECK(counter.world.count(Call::reconnect) == 1);
}

TEST_CASE("a reset between two transactions is reported", "[pcsc][transaction]") {
    Connected counter;
    REQUIRE(counter.connection.begin(counter.patience()).has_value());
    counter.world.returns(Call::begin, {SCARD_W_RESET_CARD});
    const auto error = error_of(counter.connection.begin(counter.patience()));
    CHECK(error.fault == Fault::card_removed);
    CHECK(error.step == "card was reset");
    CHECK(counter.world.count(Call::reconnect) == 0);
}

TEST_CASE("a card that does not come back from a reset is reported", "[pcsc][transaction]") {
    Connected counter;
    counter.world.returns(Call::begin, {SCARD_W_RESET_CARD});
    counter.world.returns(Call::reconnect, {SCARD_W_UNRESPONSIVE_CARD});
    const auto error = error_of(counter.connection.begin(counter.patience()));
    CHECK(error.fault == Fault::mute_card);
    CHECK(error.step == "SCardReconnect");
    CHECK(counter.world.count(Call::begin) == 1);
}

TEST_CASE("a stop keeps the next command from being sent, and lets go of the card all the same",
          "[pcsc][transaction]") {
    Connected counter;
    {
        auto transaction = counter.connection.begin(counter.patience()).value();
        counter.stop = true;
        CHECK(error_of(transaction.transmit(select_mf)).fault == Fault::interrupted);
    }
    CHECK(counter.world.count(Call::transmit) == 0);
    CHECK(counter.world.count(Call::end) == 1);
    CHECK(complaint(counter).empty());
}

TEST_CASE("a command that is under way when the stop comes is let finish", "[pcsc][transaction]") {
    Connected counter;
    counter.world.before(Call::transmit, 1, [&] { counter.stop = true; });
    auto transaction = counter.connection.begin(counter.patience()).value();
    CHECK(transaction.transmit(select_mf).has_value());
    CHECK(error_of(transaction.transmit(select_mf)).fault == Fault::interrupted);
}

TEST_CASE("a card that was to be reset is reset even when nobody ends the transaction",
          "[pcsc][transaction]") {
    Connected counter;
    {
        auto transaction = counter.connection.begin(counter.patience()).value();
        transaction.at_end(Disposition::reset);
        const auto moved = std::move(transaction);
    }
    CHECK(counter.world.dispositions() == std::vector<DWORD>{SCARD_RESET_CARD});
    {
        auto transaction = counter.connection.begin(counter.patience()).value();
        transaction.at_end(Disposition::reset);
        CHECK(transaction.end());
    }
    CHECK(counter.world.dispositions() == std::vector<DWORD>{SCARD_RESET_CARD, SCARD_RESET_CARD});
    CHECK(complaint(counter).empty());
}

TEST_CASE("a patience that ended while a person was asked can be renewed", "[pcsc][transaction]") {
    Connected counter;
    auto transaction =
        counter.connection.begin(Patience{std::chrono::milliseconds{200}, counter.stop}).value();
    std::this_thread::sleep_for(std::chrono::milliseconds{250});
    CHECK(error_of(transaction.transmit(select_mf)).fault == Fault::timeout);
    transaction.renew(counter.patience());
    CHECK(transaction.transmit(select_mf).has_value());
}
