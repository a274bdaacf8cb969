#include "entered.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <span>

namespace pcsc_stand_in {
namespace {

constexpr const char* plug_and_play = R"(\\?PnP?\Notification)";

}  // namespace

/// What the functions do once they are let in.
struct Service {
    static SCARDCONTEXT context_of(SCARDHANDLE card) {
        const std::lock_guard lock{current->mutex_};
        const auto found = current->cards_.find(card);
        return found == current->cards_.end() ? 0 : found->second.context;
    }

    static World::OpenCard* open_card(const Entered& world, SCARDHANDLE handle) {
        const auto found = world->cards_.find(handle);
        if (found != world->cards_.end()) return &found->second;
        world->complain("a card handle that does not exist");
        return nullptr;
    }

    /// What a call on an open card fails with; success: nothing.
    static LONG trouble(const Entered& world, const World::OpenCard& open) {
        if (world.scripted() != SCARD_S_SUCCESS) return world.scripted();
        const auto* const reader = world->find(open.reader);
        if (reader == nullptr) return SCARD_E_READER_UNAVAILABLE;
        if (!reader->card) return SCARD_W_REMOVED_CARD;
        return open.lost;
    }

    /// Somebody lets go of a card that is still theirs.
    static void let_go(const Entered& world, const World::OpenCard& open, DWORD disposition) {
        const auto* const reader = world->find(open.reader);
        const bool is_there = reader != nullptr && reader->card && open.lost == SCARD_S_SUCCESS;
        if (is_there && disposition != SCARD_LEAVE_CARD) reader->card->restart();
    }

    static LONG establish(SCARDCONTEXT* context) {
        const Entered world{Call::establish, 0};
        if (world.scripted() != SCARD_S_SUCCESS) return world.scripted();
        *context = ++world->next_handle_;
        world->contexts_[*context].abandoned = world.hung();
        return SCARD_S_SUCCESS;
    }

    static LONG release(SCARDCONTEXT context) {
        const Entered world{Call::release, context};
        const auto* const open = world.context_state();
        if (open == nullptr) return world.complain("a context that does not exist", SCARD_E_INVALID_HANDLE);
        const bool abandoned = open->abandoned;
        const auto closed = std::erase_if(
            world->cards_, [context](const auto& card) { return card.second.context == context; });
        if (closed != 0 && !abandoned) world->complain("a context released with its cards open");
        world->contexts_.erase(context);
        return world.scripted();
    }

    static LONG list_readers(SCARDCONTEXT context, char* names, DWORD* size) {
        const Entered world{Call::list_readers, context};
        auto* const open = world.context_state();
        if (open == nullptr) return world.complain("a context that does not exist", SCARD_E_INVALID_HANDLE);
        if (world.scripted() != SCARD_S_SUCCESS) return world.scripted();
        if (world->readers.empty()) return SCARD_E_NO_READERS_AVAILABLE;
        std::string list;
        for (const auto& reader : world->readers) list += reader.name + '\0';
        list += '\0';
        const auto room = *size;
        *size = static_cast<DWORD>(list.size());
        if (names == nullptr) return SCARD_S_SUCCESS;
        if (room < list.size()) return SCARD_E_INSUFFICIENT_BUFFER;
        std::copy(list.begin(), list.end(), names);
        open->listed = world->readers.size();
        return SCARD_S_SUCCESS;
    }

    static DWORD event_state(const Reader& reader) {
        constexpr unsigned counter_shift = 16;
        const DWORD always = reader.flags | reader.changes << counter_shift;
        if (!reader.card) return SCARD_STATE_EMPTY | always;
        return SCARD_STATE_PRESENT | always | (reader.card->mute ? SCARD_STATE_MUTE : 0U);
    }

    /// Fills the states in; whether any differs from what the caller knows. Nothing: a reader is not there.
    static std::optional<bool> fill(World& world, std::size_t listed, std::span<SCARD_READERSTATE> states) {
        bool changed = false;
        for (auto& state : states) {
            if (std::strcmp(state.szReader, plug_and_play) == 0) {
                changed = changed || world.readers.size() != listed;
                continue;
            }
            const auto* const reader = world.find(state.szReader);
            if (reader == nullptr) return std::nullopt;
            state.dwEventState = event_state(*reader);
            state.cbAtr = 0;
            if (reader->card && !reader->card->mute) {
                state.cbAtr = static_cast<DWORD>(reader->card->atr.size());
                std::copy(reader->card->atr.begin(), reader->card->atr.end(), state.rgbAtr);
            }
            if (state.dwEventState != state.dwCurrentState) {
                state.dwEventState |= SCARD_STATE_CHANGED;
                changed = true;
            }
        }
        return changed;
    }

    static LONG status_change(SCARDCONTEXT context, DWORD timeout, SCARD_READERSTATE* states, DWORD size) {
        Entered world{Call::status_change, context};
        auto* const open = world.context_state();
        if (open == nullptr) return world.complain("a context that does not exist", SCARD_E_INVALID_HANDLE);
        world->waits_.push_back(timeout);
        if (world.scripted() != SCARD_S_SUCCESS) return world.scripted();
        const std::span all{states, size};
        const bool watches_readers = std::any_of(all.begin(), all.end(), [](const auto& state) {
            return std::strcmp(state.szReader, plug_and_play) == 0;
        });
        if (timeout != 0 && !watches_readers) world->complain("a wait that would miss a new reader");
        const auto changed = fill(world.world(), open->listed, all);
        if (!changed) return SCARD_E_UNKNOWN_READER;
        if (*changed) return SCARD_S_SUCCESS;
        if (timeout == 0) return SCARD_E_TIMEOUT;
        return world.wait([&] { return fill(world.world(), open->listed, all).value_or(true); });
    }

    static LONG cancel(SCARDCONTEXT context) {
        const std::lock_guard lock{current->mutex_};
        ++current->counts_[Call::cancel];
        const auto found = current->contexts_.find(context);
        if (found == current->contexts_.end()) return SCARD_E_INVALID_HANDLE;
        found->second.cancelled = found->second.busy;
        current->changed_.notify_all();
        return SCARD_S_SUCCESS;
    }

    static LONG connect(SCARDCONTEXT context, const char* name, Connected how, SCARDHANDLE* card,
                        DWORD* protocol) {
        const Entered world{Call::connect, context};
        if (world.context_state() == nullptr) {
            return world.complain("a context that does not exist", SCARD_E_INVALID_HANDLE);
        }
        world->connections_.push_back(how);
        if (world.scripted() != SCARD_S_SUCCESS) return world.scripted();
        const auto* const reader = world->find(name);
        if (reader == nullptr) return SCARD_E_UNKNOWN_READER;
        World::OpenCard opened{context, name, SCARD_PROTOCOL_UNDEFINED, false};
        if (how.share != SCARD_SHARE_DIRECT) {
            if (!reader->card) return SCARD_E_NO_SMARTCARD;
            if (reader->card->mute) return SCARD_W_UNRESPONSIVE_CARD;
            const DWORD common = reader->card->protocols & how.protocols;
            if (common == 0) return SCARD_E_PROTO_MISMATCH;
            opened.protocol = (common & SCARD_PROTOCOL_T0) != 0 ? SCARD_PROTOCOL_T0 : SCARD_PROTOCOL_T1;
        }
        *protocol = opened.protocol;
        *card = ++world->next_handle_;
        world->cards_[*card] = opened;
        return SCARD_S_SUCCESS;
    }

    static LONG reconnect(SCARDHANDLE card, DWORD* protocol) {
        const Entered world{Call::reconnect, context_of(card)};
        auto* const open = open_card(world, card);
        if (open == nullptr) return SCARD_E_INVALID_HANDLE;
        if (world.scripted() != SCARD_S_SUCCESS) return world.scripted();
        if (open->lost == SCARD_W_RESET_CARD) open->lost = SCARD_S_SUCCESS;
        *protocol = open->protocol;
        return open->lost;
    }

    static LONG disconnect(SCARDHANDLE card, DWORD disposition) {
        const Entered world{Call::disconnect, context_of(card)};
        const auto* const open = open_card(world, card);
        if (open == nullptr) return SCARD_E_INVALID_HANDLE;
        world->dispositions_.push_back(disposition);
        let_go(world, *open, disposition);
        world->cards_.erase(card);
        return world.scripted();
    }

    static LONG begin(SCARDHANDLE card) {
        const Entered world{Call::begin, context_of(card)};
        auto* const open = open_card(world, card);
        if (open == nullptr) return SCARD_E_INVALID_HANDLE;
        if (const LONG code = trouble(world, *open); code != SCARD_S_SUCCESS) return code;
        if (open->transaction) world->complain("a transaction inside a transaction");
        open->transaction = true;
        return SCARD_S_SUCCESS;
    }

    static LONG end(SCARDHANDLE card, DWORD disposition) {
        const Entered world{Call::end, context_of(card)};
        auto* const open = open_card(world, card);
        if (open == nullptr) return SCARD_E_INVALID_HANDLE;
        if (!open->transaction) return world.complain("an end without a beginning", SCARD_E_NOT_TRANSACTED);
        open->transaction = false;
        world->dispositions_.push_back(disposition);
        let_go(world, *open, disposition);
        return world.scripted();
    }

    static LONG status(SCARDHANDLE card, BYTE* atr, DWORD* size) {
        const Entered world{Call::status, context_of(card)};
        const auto* const open = open_card(world, card);
        if (open == nullptr) return SCARD_E_INVALID_HANDLE;
        if (const LONG code = trouble(world, *open); code != SCARD_S_SUCCESS) return code;
        const auto* const reader = world->find(open->reader);
        if (*size < reader->card->atr.size()) return SCARD_E_INSUFFICIENT_BUFFER;
        *size = static_cast<DWORD>(reader->card->atr.size());
        std::copy(reader->card->atr.begin(), reader->card->atr.end(), atr);
        return SCARD_S_SUCCESS;
    }

    static LONG transmit(SCARDHANDLE card, DWORD protocol, ByteView command, BYTE* answer, DWORD* size) {
        const Entered world{Call::transmit, context_of(card)};
        const auto* const open = open_card(world, card);
        if (open == nullptr) return SCARD_E_INVALID_HANDLE;
        if (!open->transaction) world->complain("a command outside a transaction");
        if (protocol != open->protocol) world->complain("a command in the wrong protocol");
        if (const LONG code = trouble(world, *open); code != SCARD_S_SUCCESS) return code;
        const auto* const reader = world->find(open->reader);
        if (reader->card->mute) return SCARD_E_NOT_TRANSACTED;
        const auto bytes = reader->card->answer(command);
        if (*size < bytes.size()) return SCARD_E_INSUFFICIENT_BUFFER;
        *size = static_cast<DWORD>(bytes.size());
        std::copy(bytes.begin(), bytes.end(), answer);
        return SCARD_S_SUCCESS;
    }

    static LONG get_attribute(SCARDHANDLE card, DWORD id, BYTE* value, DWORD* size) {
        const Entered world{Call::get_attribute, context_of(card)};
        const auto* const open = open_card(world, card);
        if (open == nullptr) return SCARD_E_INVALID_HANDLE;
        if (world.scripted() != SCARD_S_SUCCESS) return world.scripted();
        const auto* const reader = world->find(open->reader);
        if (reader == nullptr) return SCARD_E_READER_UNAVAILABLE;
        const auto known = reader->attributes.find(id);
        if (known == reader->attributes.end()) return SCARD_E_UNSUPPORTED_FEATURE;
        if (*size < known->second.size()) return SCARD_E_INSUFFICIENT_BUFFER;
        *size = static_cast<DWORD>(known->second.size());
        std::copy(known->second.begin(), known->second.end(), value);
        return SCARD_S_SUCCESS;
    }
};

}  // namespace pcsc_stand_in

using pcsc_stand_in::current;
using pcsc_stand_in::Service;

extern "C" {

const SCARD_IO_REQUEST g_rgSCardT0Pci = {SCARD_PROTOCOL_T0, sizeof(SCARD_IO_REQUEST)};
const SCARD_IO_REQUEST g_rgSCardT1Pci = {SCARD_PROTOCOL_T1, sizeof(SCARD_IO_REQUEST)};
const SCARD_IO_REQUEST g_rgSCardRawPci = {SCARD_PROTOCOL_RAW, sizeof(SCARD_IO_REQUEST)};

LONG SCardEstablishContext(DWORD, LPCVOID, LPCVOID, LPSCARDCONTEXT context) {
    return current == nullptr ? SCARD_E_NO_SERVICE : Service::establish(context);
}

LONG SCardReleaseContext(SCARDCONTEXT context) {
    return current == nullptr ? SCARD_E_NO_SERVICE : Service::release(context);
}

LONG SCardListReaders(SCARDCONTEXT context, LPCSTR, LPSTR names, LPDWORD size) {
    return current == nullptr ? SCARD_E_NO_SERVICE : Service::list_readers(context, names, size);
}

LONG SCardGetStatusChange(SCARDCONTEXT context, DWORD timeout, SCARD_READERSTATE* states, DWORD size) {
    return current == nullptr ? SCARD_E_NO_SERVICE : Service::status_change(context, timeout, states, size);
}

LONG SCardCancel(SCARDCONTEXT context) {
    return current == nullptr ? SCARD_E_NO_SERVICE : Service::cancel(context);
}

LONG SCardConnect(SCARDCONTEXT context, LPCSTR reader, DWORD share, DWORD protocols, LPSCARDHANDLE card,
                  LPDWORD protocol) {
    return current == nullptr ? SCARD_E_NO_SERVICE
                              : Service::connect(context, reader, {share, protocols}, card, protocol);
}

LONG SCardReconnect(SCARDHANDLE card, DWORD, DWORD, DWORD, LPDWORD protocol) {
    return current == nullptr ? SCARD_E_NO_SERVICE : Service::reconnect(card, protocol);
}

LONG SCardDisconnect(SCARDHANDLE card, DWORD disposition) {
    return current == nullptr ? SCARD_E_NO_SERVICE : Service::disconnect(card, disposition);
}

LONG SCardBeginTransaction(SCARDHANDLE card) {
    return current == nullptr ? SCARD_E_NO_SERVICE : Service::begin(card);
}

LONG SCardEndTransaction(SCARDHANDLE card, DWORD disposition) {
    return current == nullptr ? SCARD_E_NO_SERVICE : Service::end(card, disposition);
}

LONG SCardStatus(SCARDHANDLE card, LPSTR, LPDWORD, LPDWORD, LPDWORD, LPBYTE atr, LPDWORD size) {
    return current == nullptr ? SCARD_E_NO_SERVICE : Service::status(card, atr, size);
}

LONG SCardTransmit(SCARDHANDLE card, const SCARD_IO_REQUEST* protocol, LPCBYTE command, DWORD command_size,
                   SCARD_IO_REQUEST*, LPBYTE answer, LPDWORD answer_size) {
    return current == nullptr
               ? SCARD_E_NO_SERVICE
               : Service::transmit(card, protocol->dwProtocol, {command, command_size}, answer, answer_size);
}

LONG SCardGetAttrib(SCARDHANDLE card, DWORD id, LPBYTE value, LPDWORD size) {
    return current == nullptr ? SCARD_E_NO_SERVICE : Service::get_attribute(card, id, value, size);
}

}  // extern "C"
