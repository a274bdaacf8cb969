#include "fixture.hpp"

using namespace sscard;
using namespace sscard::pcsc;
using pcsc_stand_in::Connected;

namespace {

constexpr DWORD either = SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1;

bool same(const std::vector<Connected>& made, const std::vector<Connected>& wanted) {
    return std::equal(
        made.begin(), made.end(), wanted.begin(), wanted.end(),
        [](const auto& a, const auto& b) { return a.share == b.share && a.protocols == b.protocols; });
}

}  // namespace

TEST_CASE("a connection is shared, and takes the card's protocol", "[pcsc][connection]") {
    Counter counter;
    counter.reader().card->atr = {0x3B, 0x6D, 0x00, 0x00};
    const auto [native, wanted] =
        GENERATE(std::pair<DWORD, apdu::Protocol>{SCARD_PROTOCOL_T0, apdu::Protocol::t0},
                 std::pair<DWORD, apdu::Protocol>{SCARD_PROTOCOL_T1, apdu::Protocol::t1});
    counter.reader().card->protocols = native;
    {
        auto context = counter.context();
        const auto connection = Connection::open(context, reader_name, counter.patience()).value();
        CHECK(connection.protocol() == wanted);
        CHECK(connection.atr() == Bytes{0x3B, 0x6D, 0x00, 0x00});
    }
    CHECK(same(counter.world.connections(), {{SCARD_SHARE_SHARED, either}}));
    CHECK(counter.world.dispositions() == std::vector<DWORD>{SCARD_LEAVE_CARD});
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a reader can be had for oneself alone, in the second chance of a mute card too",
          "[pcsc][connection]") {
    Counter counter;
    counter.world.returns(Call::connect, {SCARD_W_UNRESPONSIVE_CARD});
    {
        auto context = counter.context();
        CHECK(Connection::open(context, reader_name, counter.patience(), Sharing::exclusive).has_value());
    }
    CHECK(same(counter.world.connections(), {{SCARD_SHARE_EXCLUSIVE, either},
                                             {SCARD_SHARE_DIRECT, SCARD_PROTOCOL_UNDEFINED},
                                             {SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0}}));
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("what stands in the way of a connection is said as it is", "[pcsc][connection]") {
    struct Example {
        LONG code;
        Fault fault;
    };
    const auto example = GENERATE(values<Example>({{SCARD_E_NO_SMARTCARD, Fault::no_card},
                                                   {SCARD_E_UNKNOWN_READER, Fault::no_reader},
                                                   {SCARD_W_SECURITY_VIOLATION, Fault::access_denied},
                                                   {SCARD_E_SERVICE_STOPPED, Fault::service_down},
                                                   {SCARD_W_REMOVED_CARD, Fault::card_removed}}));
    Counter counter;
    counter.world.returns(Call::connect, {example.code});
    {
        auto context = counter.context();
        const auto error = error_of(Connection::open(context, reader_name, counter.patience()));
        CHECK(error.fault == example.fault);
        CHECK(error.detail == number(example.code));
        CHECK(error.step == "SCardConnect");
    }
    CHECK(counter.world.count(Call::connect) == 1);
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a reader that is busy is waited for", "[pcsc][connection]") {
    Counter counter;
    counter.world.returns(Call::connect, {SCARD_E_SHARING_VIOLATION, SCARD_E_SHARING_VIOLATION});
    {
        auto context = counter.context();
        CHECK(Connection::open(context, reader_name, counter.patience()).has_value());
    }
    CHECK(counter.world.count(Call::connect) == 3);
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a reader that stays busy is reported as busy when the time is over", "[pcsc][connection]") {
    Counter counter;
    counter.world.returns(Call::connect, std::vector<LONG>(1000, SCARD_E_SHARING_VIOLATION));
    auto context = counter.context();
    const auto error = error_of(Connection::open(context, reader_name, counter.patience(20ms)));
    CHECK(error.fault == Fault::reader_busy);
    CHECK(error.detail == number(SCARD_E_SHARING_VIOLATION));
    CHECK_FALSE(context.lost());
}

TEST_CASE("a stop ends the wait for a busy reader", "[pcsc][connection]") {
    Counter counter;
    counter.world.returns(Call::connect, std::vector<LONG>(1000, SCARD_E_SHARING_VIOLATION));
    counter.world.before(Call::connect, 2, [&] { counter.stop = true; });
    auto context = counter.context();
    CHECK(error_of(Connection::open(context, reader_name, counter.patience())).fault == Fault::interrupted);
    CHECK(counter.world.count(Call::connect) == 2);
}

TEST_CASE("a mute card gets a second chance, cold and with T=0 alone", "[pcsc][connection]") {
    Counter counter;
    counter.world.returns(Call::connect, {SCARD_W_UNRESPONSIVE_CARD});
    {
        auto context = counter.context();
        CHECK(Connection::open(context, reader_name, counter.patience()).has_value());
    }
    CHECK(same(counter.world.connections(), {{SCARD_SHARE_SHARED, either},
                                             {SCARD_SHARE_DIRECT, SCARD_PROTOCOL_UNDEFINED},
                                             {SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0}}));
    CHECK(counter.world.dispositions() == std::vector<DWORD>{SCARD_UNPOWER_CARD, SCARD_LEAVE_CARD});
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a second chance is given where the power cannot be taken off, too", "[pcsc][connection]") {
    Counter counter;
    counter.world.returns(Call::connect, {SCARD_W_UNRESPONSIVE_CARD, SCARD_E_SHARING_VIOLATION});
    auto context = counter.context();
    CHECK(Connection::open(context, reader_name, counter.patience()).has_value());
    CHECK(counter.world.count(Call::connect) == 3);
}

TEST_CASE("a card that others talk to is not powered down for the second chance", "[pcsc][connection]") {
    Counter counter;
    counter.world.returns(Call::connect, {SCARD_E_PROTO_MISMATCH});
    auto context = counter.context();
    CHECK(Connection::open(context, reader_name, counter.patience()).has_value());
    CHECK(same(counter.world.connections(),
               {{SCARD_SHARE_SHARED, either}, {SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0}}));
}

TEST_CASE("a card that stays mute is reported as mute", "[pcsc][connection]") {
    Counter counter;
    counter.reader().card->mute = true;
    {
        auto context = counter.context();
        const auto error = error_of(Connection::open(context, reader_name, counter.patience()));
        CHECK(error.fault == Fault::mute_card);
        CHECK(error.detail == number(SCARD_W_UNRESPONSIVE_CARD));
    }
    CHECK(counter.world.count(Call::connect) == 3);
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a card that goes before its status is known is let go of", "[pcsc][connection]") {
    Counter counter;
    counter.world.before(Call::status, 1, [&] { counter.reader().card.reset(); });
    {
        auto context = counter.context();
        CHECK(error_of(Connection::open(context, reader_name, counter.patience())).fault ==
              Fault::card_removed);
    }
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a connection is closed as it is told, once, and tells what went wrong", "[pcsc][connection]") {
    const auto [disposition, native] =
        GENERATE(std::pair<Disposition, DWORD>{Disposition::leave, SCARD_LEAVE_CARD},
                 std::pair<Disposition, DWORD>{Disposition::reset, SCARD_RESET_CARD},
                 std::pair<Disposition, DWORD>{Disposition::unpower, SCARD_UNPOWER_CARD},
                 std::pair<Disposition, DWORD>{Disposition::eject, SCARD_EJECT_CARD});
    Counter counter;
    counter.world.returns(Call::disconnect, {SCARD_E_SERVICE_STOPPED});
    {
        auto context = counter.context();
        auto connection = Connection::open(context, reader_name, counter.patience()).value();
        const auto error = error_of(connection.close(disposition));
        CHECK(error.fault == Fault::service_down);
        CHECK(error.step == "SCardDisconnect");
        CHECK(connection.close().has_value());
        CHECK(connection.atr().empty());
        CHECK(connection.protocol() == apdu::Protocol::t0);
        CHECK(error_of(connection.begin(counter.patience())).fault == Fault::internal);
    }
    CHECK(counter.world.dispositions() == std::vector<DWORD>{native});
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a connection may outlive the context it was opened on", "[pcsc][connection]") {
    Counter counter;
    {
        auto context = std::make_unique<Context>(counter.context());
        auto connection = Connection::open(*context, reader_name, counter.patience()).value();
        context.reset();
        CHECK(connection.begin(counter.patience()).has_value());
    }
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("a connection that takes the place of another lets go of it first", "[pcsc][connection]") {
    Counter counter;
    counter.world.readers.push_back({"Second", pcsc_stand_in::Card{.atr = {0x3B, 0x01, 0x02}}});
    {
        auto context = counter.context();
        auto connection = Connection::open(context, reader_name, counter.patience()).value();
        connection = Connection::open(context, "Second", counter.patience()).value();
        CHECK(counter.world.count(Call::disconnect) == 1);
        CHECK(connection.atr() == Bytes{0x3B, 0x01, 0x02});
    }
    CHECK(counter.world.count(Call::disconnect) == 2);
    CHECK(counter.world.complaint().empty());
}

TEST_CASE("nothing is asked of the service after a stop", "[pcsc][connection]") {
    Counter counter;
    auto context = counter.context();
    counter.stop = true;
    CHECK(error_of(Connection::open(context, reader_name, counter.patience())).fault == Fault::interrupted);
    CHECK(counter.world.count(Call::connect) == 0);
}
