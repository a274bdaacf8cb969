#include <algorithm>
#include <random>
#include <sscard/pcsc/connection.hpp>
#include <sscard/pcsc/readers.hpp>
#include <thread>
#include <utility>

#include "card.hpp"
#include "fault.hpp"
#include "look.hpp"

namespace sscard::pcsc {
namespace {

constexpr DWORD either_protocol = SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1;

/// A wait of irregular length, so that two programs that want the same reader do not stay in step.
std::chrono::milliseconds pause() {
    static thread_local std::minstd_rand dice{std::random_device{}()};
    return std::chrono::milliseconds{std::uniform_int_distribution{50, 150}(dice)};
}

Result<std::shared_ptr<Link>> connect_when_free(Session& session, const std::string& reader, Access access,
                                                const Patience& patience) {
    for (;;) {
        auto link = connect(session, reader, access, patience);
        if (link || !is(link.error(), SCARD_E_SHARING_VIOLATION)) return link;
        std::this_thread::sleep_for(std::min(pause(), patience.next_slice()));
        if (patience.over() == Fault::timeout) return link;
    }
}

/// Takes the power off a card, so that the next connection starts it cold. Whether it worked shows then.
void power_down(const std::shared_ptr<Session>& session, const std::string& reader,
                const Patience& patience) {
    auto link = connect(*session, reader, to_the_reader, patience);
    if (link) (void)Card{session, std::move(*link)}.disconnect(Disposition::unpower);
}

/// SCardConnect does not return while another program holds a transaction. Asked on a context of its own:
/// the one that hangs takes no more calls.
bool is_used_by_another(const std::string& reader, const Patience& patience) {
    auto session = Session::establish(patience);
    if (!session) return false;
    const auto seen = look(**session, patience);
    if (!seen) return false;
    const auto slots = slots_of(**seen);
    return std::any_of(slots.begin(), slots.end(), [&reader](const Slot& slot) {
        return slot.name == reader && (slot.in_use || slot.exclusive);
    });
}

Result<std::shared_ptr<Link>> connect_or_say_why(const std::shared_ptr<Session>& session,
                                                 const std::string& reader, DWORD share,
                                                 const Patience& patience) {
    auto link = connect_when_free(*session, reader, {share, either_protocol}, patience);
    if (!link && link.error().fault == Fault::mute_card) {
        const bool may_be_powered_down = !is(link.error(), SCARD_E_PROTO_MISMATCH);  // others talk to it
        if (may_be_powered_down) power_down(session, reader, patience);
        link = connect_when_free(*session, reader, {share, SCARD_PROTOCOL_T0}, patience);
    }
    if (!link && session->lost() && link.error().fault == Fault::timeout &&
        is_used_by_another(reader, patience.renewed(Session::closing_time))) {
        link.error().fault = Fault::reader_busy;
    }
    return link;
}

}  // namespace

Connection::Connection(std::shared_ptr<Card> card) noexcept : card_{std::move(card)} {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;

Result<Connection> Connection::open(Context& context, const std::string& reader, const Patience& patience,
                                    Sharing sharing) {
    const DWORD share = sharing == Sharing::exclusive ? SCARD_SHARE_EXCLUSIVE : SCARD_SHARE_SHARED;
    auto link = connect_or_say_why(context.session(), reader, share, patience);
    if (!link) return tl::unexpected{std::move(link.error())};
    Connection connection{std::make_shared<Card>(context.session(), std::move(*link))};
    auto known = connection.card_->ask_status(patience);
    if (!known) return tl::unexpected{std::move(known.error())};
    return connection;
}

apdu::Protocol Connection::protocol() const { return card_ ? card_->protocol() : apdu::Protocol::t0; }

Bytes Connection::atr() const { return card_ ? card_->atr() : Bytes{}; }

Result<Transaction> Connection::begin(const Patience& patience) {
    if (!card_) return fail(Fault::internal, "SCardBeginTransaction");
    auto held = card_->begin(patience);
    if (!held) return tl::unexpected{std::move(held.error())};
    return Transaction{card_, patience};
}

Result<void> Connection::close(Disposition disposition) {
    if (!card_) return {};
    return std::exchange(card_, nullptr)->disconnect(disposition);
}

}  // namespace sscard::pcsc
