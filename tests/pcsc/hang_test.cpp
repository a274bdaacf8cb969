#include <sscard/pcsc/selector.hpp>

#include "fixture.hpp"

using namespace sscard;
using namespace sscard::pcsc;

namespace {

const Bytes command{0x00, 0xB0, 0x00, 0x00, 0x00};
constexpr auto soon = 200ms;  // enough for the calls before the one that hangs, on a busy machine too

/// Everything on a context whose call was left behind fails as that call failed, and asks the service
/// nothing.
void check_that_nothing_else_is_sent(Counter& counter, Context& context, const std::string& step) {
    CHECK(context.lost());
    const int asked = counter.world.count(Call::list_readers);
    const auto error = error_of(list(context, counter.patience()));
    CHECK(error.fault == Fault::timeout);
    CHECK(error.step == step);
    CHECK(counter.world.count(Call::list_readers) == asked);
}

}  // namespace

TEST_CASE("a service that does not answer is given up on at the deadline", "[pcsc][hang]") {
    Counter counter;
    counter.world.hang(Call::establish);
    const auto error = error_of(Context::establish(counter.patience(soon)));
    CHECK(error.fault == Fault::timeout);
    CHECK(error.step == "SCardEstablishContext");
    CHECK(counter.world.complaint().empty());  // the late context was released
}

TEST_CASE("a list that does not come is given up on at the deadline", "[pcsc][hang]") {
    Counter counter;
    const auto [call, step] =
        GENERATE(std::pair<Call, std::string>{Call::list_readers, "SCardListReaders"},
                 std::pair<Call, std::string>{Call::status_change, "SCardGetStatusChange"});
    {
        auto context = counter.context();
        counter.world.hang(call);
        const auto error = error_of(list(context, counter.patience(soon)));
        CHECK(error.fault == Fault::timeout);
        CHECK(error.step == step);
        check_that_nothing_else_is_sent(counter, context, step);
    }
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("opening gives up at the deadline and names the call that hangs", "[pcsc][hang]") {
    Counter counter;
    const auto [call, step] = GENERATE(std::pair<Call, std::string>{Call::connect, "SCardConnect"},
                                       std::pair<Call, std::string>{Call::status, "SCardStatus"});
    {
        auto context = counter.context();
        counter.world.hang(call);
        const auto error = error_of(Connection::open(context, reader_name, counter.patience(soon)));
        CHECK(error.fault == Fault::timeout);
        CHECK(error.step == step);
        check_that_nothing_else_is_sent(counter, context, step);
    }
    CHECK(counter.world.count(Call::disconnect) == 0);
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a connection that hangs because another program is at the card is a busy reader", "[pcsc][hang]") {
    Counter counter;
    counter.reader().flags = GENERATE(DWORD{SCARD_STATE_INUSE}, DWORD{SCARD_STATE_EXCLUSIVE});
    {
        auto context = counter.context();
        counter.world.hang(Call::connect);
        const auto error = error_of(Connection::open(context, reader_name, counter.patience(soon)));
        CHECK(error.fault == Fault::reader_busy);
        CHECK(error.step == "SCardConnect");
    }
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a connection that hangs while another reader is in use is a timeout", "[pcsc][hang]") {
    Counter counter;
    counter.world.readers.push_back({"Second", pcsc_stand_in::Card{}, SCARD_STATE_INUSE});
    auto context = counter.context();
    counter.world.hang(Call::connect);
    CHECK(error_of(Connection::open(context, reader_name, counter.patience(soon))).fault == Fault::timeout);
}

TEST_CASE("a connection that hangs with a service that hangs is a timeout", "[pcsc][hang]") {
    Counter counter;
    counter.reader().flags = SCARD_STATE_INUSE;
    auto context = counter.context();
    counter.world.hang(Call::connect);
    counter.world.returns(Call::establish, {SCARD_E_SERVICE_STOPPED});
    CHECK(error_of(Connection::open(context, reader_name, counter.patience(soon))).fault == Fault::timeout);
}

TEST_CASE("a transaction that another program does not let begin is a busy reader", "[pcsc][hang]") {
    Counter counter;
    {
        auto context = counter.context();
        auto connection = Connection::open(context, reader_name, counter.patience()).value();
        counter.world.hang(Call::begin);
        const auto error = error_of(connection.begin(counter.patience(soon)));
        CHECK(error.fault == Fault::reader_busy);
        CHECK(error.step == "SCardBeginTransaction");
        check_that_nothing_else_is_sent(counter, context, "SCardBeginTransaction");
    }
    CHECK(counter.world.count(Call::disconnect) == 0);
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a reconnection that hangs is given up on at the deadline", "[pcsc][hang]") {
    Counter counter;
    {
        auto context = counter.context();
        auto connection = Connection::open(context, reader_name, counter.patience()).value();
        counter.world.returns(Call::begin, {SCARD_W_RESET_CARD});
        counter.world.hang(Call::reconnect);
        CHECK(error_of(connection.begin(counter.patience(soon))).step == "SCardReconnect");
    }
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a command without an answer is given up on at the deadline, and nothing is sent after it",
          "[pcsc][hang]") {
    Counter counter;
    {
        auto context = counter.context();
        auto connection = Connection::open(context, reader_name, counter.patience()).value();
        auto transaction = connection.begin(counter.patience(200ms)).value();
        counter.world.hang(Call::transmit);
        const auto error = error_of(transaction.transmit(command));
        CHECK(error.fault == Fault::timeout);
        CHECK(error.step == "SCardTransmit");
        CHECK(error_of(transaction.transmit(command)).step == "SCardTransmit");
        CHECK(error_of(transaction.end()).step == "SCardTransmit");
        check_that_nothing_else_is_sent(counter, context, "SCardTransmit");
    }
    CHECK(counter.world.count(Call::transmit) == 1);
    CHECK(counter.world.count(Call::end) == 0);
    CHECK(counter.world.count(Call::disconnect) == 0);
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("an answer that comes after all reaches nobody, and the card is let go of", "[pcsc][hang]") {
    Counter counter;
    {
        auto context = counter.context();
        auto connection = Connection::open(context, reader_name, counter.patience()).value();
        auto transaction = connection.begin(counter.patience(200ms)).value();
        counter.world.hang(Call::transmit);
        REQUIRE_FALSE(transaction.transmit(command).has_value());
        counter.world.release();
        counter.world.await(Call::release, 1);  // while all three are still there
        CHECK(error_of(transaction.transmit(command)).fault == Fault::timeout);
    }
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("letting go gives up after its time and names the call that hangs", "[pcsc][hang]") {
    Counter counter;
    {
        auto context = counter.context();
        auto connection = Connection::open(context, reader_name, counter.patience()).value();
        auto transaction = connection.begin(counter.patience()).value();
        SECTION("of the transaction") {
            counter.world.hang(Call::end);
            const auto error = error_of(transaction.end());
            CHECK(error.fault == Fault::timeout);
            CHECK(error.step == "SCardEndTransaction");
        }
        SECTION("of the card") {
            counter.world.hang(Call::disconnect);
            const auto error = error_of(connection.close());
            CHECK(error.fault == Fault::timeout);
            CHECK(error.step == "SCardDisconnect");
        }
    }
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("destructors do not wait for a service that hangs for ever", "[pcsc][hang]") {
    Counter counter;
    const auto call = GENERATE(Call::end, Call::release);
    {
        auto context = counter.context();
        auto connection = Connection::open(context, reader_name, counter.patience()).value();
        auto transaction = connection.begin(counter.patience()).value();
        counter.world.hang(call);
    }
    CHECK(counter.world.count(call) == 1);
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a stop ends a call that hangs", "[pcsc][hang]") {
    Counter counter;
    counter.world.before(Call::transmit, 1, [&] { counter.stop = true; });
    {
        auto context = counter.context();
        auto connection = Connection::open(context, reader_name, counter.patience()).value();
        auto transaction = connection.begin(counter.patience()).value();
        counter.world.hang(Call::transmit);
        const auto error = error_of(transaction.transmit(command));
        CHECK(error.fault == Fault::interrupted);
        CHECK(error.step == "SCardTransmit");
        CHECK(context.lost());
    }
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a look that hangs in a wait for a card ends the wait", "[pcsc][hang]") {
    Counter counter;
    counter.world.before(Call::status_change, 1, [&] { counter.stop = true; });
    {
        counter.world.hang(Call::status_change);
        CHECK(error_of(wait_for_card(Selector{}, counter.patience())).fault == Fault::interrupted);
    }
    CHECK(counter.world.complaint().empty());
}
