#include <algorithm>
#include <array>

#include "fixture.hpp"

using namespace sscard;
using namespace sscard::pcsc;

namespace {

/// From nothing to an answer of the card and back, as every command does it. The first failure.
Result<Bytes> converse(const Counter& counter) {
    auto context = Context::establish(counter.patience());
    if (!context) return tl::unexpected{context.error()};
    const auto slots = list(*context, counter.patience());
    if (!slots) return tl::unexpected{slots.error()};
    auto connection = Connection::open(*context, reader_name, counter.patience());
    if (!connection) return tl::unexpected{connection.error()};
    auto transaction = connection->begin(counter.patience());
    if (!transaction) return tl::unexpected{transaction.error()};
    auto answer = transaction->transmit(Bytes{0x00, 0xA4, 0x00, 0x00});
    if (!answer) return answer;
    if (auto ended = transaction->end(); !ended) return tl::unexpected{ended.error()};
    if (auto closed = connection->close(); !closed) return tl::unexpected{closed.error()};
    return answer;
}

struct Place {
    Call call;
    const char* name;
};

constexpr std::array places{
    Place{Call::establish, "SCardEstablishContext"},
    Place{Call::list_readers, "SCardListReaders"},
    Place{Call::status_change, "SCardGetStatusChange"},
    Place{Call::connect, "SCardConnect"},
    Place{Call::status, "SCardStatus"},
    Place{Call::begin, "SCardBeginTransaction"},
    Place{Call::transmit, "SCardTransmit"},
    Place{Call::end, "SCardEndTransaction"},
    Place{Call::disconnect, "SCardDisconnect"},
};

/// The codes that are got over, each at its call: by asking again, by waiting, by a second chance.
struct Cured {
    Call call;
    LONG code;
};

constexpr std::array cured{
    Cured{Call::list_readers, SCARD_E_INSUFFICIENT_BUFFER},
    Cured{Call::list_readers, SCARD_E_NO_READERS_AVAILABLE},
    Cured{Call::status_change, SCARD_E_TIMEOUT},
    Cured{Call::status_change, SCARD_E_UNKNOWN_READER},
    Cured{Call::status_change, SCARD_E_READER_UNAVAILABLE},
    Cured{Call::connect, SCARD_E_SHARING_VIOLATION},
    Cured{Call::connect, SCARD_W_UNRESPONSIVE_CARD},
    Cured{Call::connect, SCARD_W_UNPOWERED_CARD},
    Cured{Call::connect, SCARD_W_UNSUPPORTED_CARD},
    Cured{Call::connect, SCARD_E_CARD_UNSUPPORTED},
    Cured{Call::connect, SCARD_E_PROTO_MISMATCH},
    Cured{Call::connect, SCARD_E_INVALID_ATR},
    Cured{Call::connect, SCARD_E_NOT_READY},
    Cured{Call::begin, SCARD_W_RESET_CARD},
};

bool is_cured(Call call, std::uint32_t code) {
    return std::any_of(cured.begin(), cured.end(),
                       [=](const Cured& entry) { return entry.call == call && number(entry.code) == code; });
}

/// A transaction waits for other programs, and for nothing else.
Fault meant(const Place& place, std::uint32_t code) {
    const auto fault = failure(place.name, static_cast<LONG>(code)).value().fault;
    return place.call == Call::begin && fault == Fault::timeout ? Fault::reader_busy : fault;
}

}  // namespace

TEST_CASE("each code at each call is kept, said as what it means, and leaves nothing open", "[pcsc][codes]") {
    for (const auto& place : places) {
        for (const auto& entry : codes()) {
            INFO(place.name << ' ' << entry.code);
            Counter counter;
            counter.reader().flags = SCARD_STATE_INUSE;  // its driver is not asked for the role
            counter.world.returns(place.call, {static_cast<LONG>(entry.code)});
            const auto answer = converse(counter);
            if (is_cured(place.call, entry.code)) {
                CHECK(answer.has_value());
            } else {
                const auto error = error_of(answer);
                CHECK(error.fault == meant(place, entry.code));
                CHECK(error.detail == entry.code);
                CHECK(error.step == (entry.step != nullptr ? entry.step : place.name));
            }
            CHECK(counter.world.complaint().empty());
        }
    }
}
