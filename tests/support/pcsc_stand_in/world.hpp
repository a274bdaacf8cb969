#pragma once

#include <winscard.h>

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <sscard/bytes.hpp>
#include <string>
#include <vector>

/// A PC/SC service without a service: this folder defines the functions of libpcsclite, so that a program
/// linked with it talks to the world below. Symbols of an executable win over those of a shared library.
/// It is strict: a handle that does not exist, a command outside a transaction, a second call on a context
/// whose first has not returned, and whatever is left open at the end are all complaints.
namespace pcsc_stand_in {

using sscard::Bytes;
using sscard::ByteView;

enum class Call {
    establish,
    release,
    list_readers,
    status_change,
    connect,
    reconnect,
    disconnect,
    begin,
    end,
    status,
    transmit,
    get_attribute,
    cancel,
};

struct Card {
    Bytes atr{0x3B, 0x00};
    DWORD protocols = SCARD_PROTOCOL_T0;
    bool mute = false;
    std::function<Bytes(ByteView)> answer = [](ByteView) { return Bytes{0x90, 0x00}; };
    std::function<void()> restart = [] {};  // at power-up and reset
};

struct Reader {
    std::string name;
    std::optional<Card> card{};
    DWORD flags = 0;    // SCARD_STATE_INUSE, SCARD_STATE_EXCLUSIVE
    DWORD changes = 0;  // cards that came and went, as the service counts them
    std::map<DWORD, Bytes> attributes{};
};

/// What a connection was asked for.
struct Connected {
    DWORD share;
    DWORD protocols;
};

/// One at a time, from its construction to its destruction.
class World {
public:
    World();
    World(const World&) = delete;
    World& operator=(const World&) = delete;
    ~World();

    std::vector<Reader> readers;  // to be changed before the first call, by `before`, or by `change`
    bool blocks = false;          // a wait ends with a change or with SCardCancel, not after a moment
    bool up = true;               // the service runs; else every call fails

    /// Asked before every call, after what `before` says: what it returns the call returns, and does nothing
    /// else unless that is SCARD_S_SUCCESS.
    std::function<LONG(Call)> fate = [](Call) { return SCARD_S_SUCCESS; };

    /// What happens at a reader, as a service notices it: from then on the handles that were opened before
    /// fail. To be called where `readers` may be changed.
    void take_out(Reader& reader);
    void put_in(Reader& reader, Card card);
    void reset(Reader& reader);  // by another program
    /// Another service in the place of the one before. It knows none of the contexts and handles: calls on
    /// them fail with this code.
    void replace_service(LONG code);

    /// Something happens now, while calls may be waiting for it.
    void change(const std::function<void()>& what);
    /// The service ends, or is there again: every call fails, those that wait too.
    void serve(bool running);

    /// The next calls return these codes and do nothing else; SCARD_S_SUCCESS stands for a call as usual.
    World& returns(Call call, std::vector<LONG> codes);
    /// Something happens right before the call with this number, counted from 1.
    World& before(Call call, int number, std::function<void()> what);
    /// The next such call does not return before `release`.
    World& hang(Call call);
    void release();

    int count(Call call);
    /// Waits until the call was made so many times.
    void await(Call call, int number);

    const std::vector<Connected>& connections() const { return connections_; }
    const std::vector<DWORD>& dispositions() const { return dispositions_; }  // of end and disconnect
    const std::vector<DWORD>& waits() const { return waits_; }                // timeouts of status_change, ms

    /// Waits for the calls that hang or were left behind, then says what was not in order; empty: nothing.
    std::string complaint();

private:
    friend class Entered;
    friend struct Service;

    struct OpenContext {
        LONG lost = SCARD_S_SUCCESS;  // what calls on it fail with
        bool busy = false;
        bool abandoned = false;
        bool cancelled = false;
        std::size_t listed = 0;  // readers at the last listing
    };
    struct OpenCard {
        SCARDCONTEXT context = 0;
        std::string reader;
        DWORD protocol = SCARD_PROTOCOL_UNDEFINED;
        bool transaction = false;
        LONG lost = SCARD_S_SUCCESS;  // what calls on it fail with: its card has gone, or was reset
    };

    void complain(const std::string& about) { complaints_ += about + "\n"; }
    Reader* find(const std::string& name);
    void lose_cards_in(const Reader& reader, LONG code);

    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<Call, std::vector<LONG>> codes_;
    std::map<std::pair<Call, int>, std::function<void()>> events_;
    std::map<Call, int> counts_;
    std::optional<Call> hanging_;
    bool released_ = false;
    int inside_ = 0;
    std::map<SCARDCONTEXT, OpenContext> contexts_;
    std::map<SCARDHANDLE, OpenCard> cards_;
    long next_handle_ = 0x1000;
    std::vector<Connected> connections_;
    std::vector<DWORD> dispositions_;
    std::vector<DWORD> waits_;
    std::string complaints_;
};

}  // namespace pcsc_stand_in
