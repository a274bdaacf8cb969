#include "schedule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "cards.hpp"
#include "exit_codes.hpp"
#include "fault.hpp"

namespace sscard::schedules {

using pcsc_stand_in::Call;
using pcsc_stand_in::Reader;

namespace {

/// More than any run takes: one that takes more asks for ever.
constexpr std::size_t most_calls = 1000;

constexpr std::array reader_names{"Reader 00 00", "Reader 01 00"};

const std::array<std::vector<std::string>, 12> commands{{
    {"read", "--json"},
    {"read", "--json", "--wait", "0.2"},
    {"read"},
    {"read", "--json", "--fields", "card.number,holder.name"},
    {"read", "--json", "--all"},
    {"activate", "--json", "--yes"},
    {"activate", "--yes"},
    {"activate", "--json", "--yes", "--wait", "0.2"},
    {"status", "--json"},
    {"readers", "--json"},
    {"read", "--json", "--exclusive"},
    {"read", "--json", "--each-reader"},
}};

/// What a client that lost its service is told.
constexpr std::array<LONG, 4> lost_codes{SCARD_E_NO_SERVICE, SCARD_E_SERVICE_STOPPED, SCARD_F_COMM_ERROR,
                                         SCARD_E_INVALID_HANDLE};

constexpr std::uint32_t unheard_of = 0x8010FFFF;

std::string may_end_in(Fault fault) { return "  -> " + std::to_string(tool::exit_code(fault).exit); }

}  // namespace

const char* name(Call call) noexcept {
    constexpr std::array names{"SCardEstablishContext",
                               "SCardReleaseContext",
                               "SCardListReaders",
                               "SCardGetStatusChange",
                               "SCardConnect",
                               "SCardReconnect",
                               "SCardDisconnect",
                               "SCardBeginTransaction",
                               "SCardEndTransaction",
                               "SCardStatus",
                               "SCardTransmit",
                               "SCardGetAttrib",
                               "SCardCancel"};
    return names.at(static_cast<std::size_t>(call));
}

struct Schedule::Happening {
    std::size_t weight;
    Happen happen;
};

const std::vector<Schedule::Happening>& Schedule::happenings() {
    // Never destroyed: a call that was left behind may still look at it while the process ends.
    static const auto& table = *new std::vector<Happening>{
        {30, &Schedule::code},        {8, &Schedule::card_out},
        {8, &Schedule::card_in},      {6, &Schedule::card_reset},
        {4, &Schedule::card_mute},    {4, &Schedule::unplugged},
        {4, &Schedule::plugged_in},   {3, &Schedule::busy},
        {4, &Schedule::service_gone}, {4, &Schedule::service_replaced},
        {6, &Schedule::late},         {3, &Schedule::hangs},
        {2, &Schedule::interrupted},
    };
    return table;
}

Schedule::Schedule(std::uint64_t seed)
    : dice_{seed}, rarity_{any(std::array{3U, 8U, 20U, 40U})}, may_hang_{one_in(10)} {
    arguments_ = any(commands);
    if (may_hang_) arguments_.insert(arguments_.end(), {"--timeout", "0.2"});
    if (one_in(4)) arguments_.insert(arguments_.end(), {"--reader", one_in(2) ? "Reader*" : reader_names[0]});
}

void Schedule::play(pcsc_stand_in::World& world, const Log& log) {
    world_ = &world;
    log_ = log;
    world.readers.push_back({reader_names[0], other_card()});
    if (one_in(6)) world.readers.push_back({"Reader PSAM 00", pcsc_stand_in::Card{}});
    if (one_in(8)) world.readers.push_back({reader_names[1]});
    world.fate = [this](Call call) { return before(call); };
}

LONG Schedule::before(Call call) {
    call_ = std::to_string(++calls_) + ". " + name(call);
    if (calls_ > most_calls) {
        note("one call too many");
        std::abort();
    }
    if (down_for_ != 0 && --down_for_ == 0) {
        world_->up = true;
        world_->replace_service(any(lost_codes));
        note("the service is back");
    }
    if (!one_in(rarity_)) return SCARD_S_SUCCESS;
    std::size_t all = 0;
    for (const auto& happening : happenings()) all += happening.weight;
    auto drawn = below(all);
    for (const auto& [weight, happen] : happenings()) {
        if (drawn < weight) return (this->*happen)(call);
        drawn -= weight;
    }
    return SCARD_S_SUCCESS;
}

void Schedule::note(const std::string& what) { log_(call_ + ": " + what); }

pcsc_stand_in::Card Schedule::other_card() { return card(any(card_files)); }

Reader* Schedule::reader() {
    if (world_->readers.empty()) return nullptr;
    return &world_->readers[below(world_->readers.size())];
}

/// Codes that mean nothing to this program are half of the table, and end a run at once: most are drawn
/// again.
std::uint32_t Schedule::any_code() {
    const auto all = pcsc::codes();
    if (one_in(50)) return unheard_of;
    for (;;) {
        const auto& drawn = all[below(all.size())];
        if (drawn.fault != Fault::internal || one_in(8)) return drawn.code;
    }
}

LONG Schedule::code(Call call) {
    const auto number = any_code();
    const auto code = static_cast<LONG>(number);
    note(fmt::format("returns 0x{:08X}", number) + may_end_in(pcsc::failure(name(call), code).value().fault));
    return code;
}

LONG Schedule::card_out(Call) {
    if (auto* const at = reader(); at != nullptr && at->card) {
        note("card out of " + at->name);
        world_->take_out(*at);
    }
    return SCARD_S_SUCCESS;
}

LONG Schedule::card_in(Call) {
    if (auto* const at = reader(); at != nullptr) {
        note((at->card ? "another card into " : "card into ") + at->name);
        world_->put_in(*at, other_card());
    }
    return SCARD_S_SUCCESS;
}

LONG Schedule::card_reset(Call) {
    if (auto* const at = reader(); at != nullptr) {
        note("card reset in " + at->name);
        world_->reset(*at);
    }
    return SCARD_S_SUCCESS;
}

LONG Schedule::card_mute(Call) {
    if (auto* const at = reader(); at != nullptr && at->card) {
        note("card mute, or no more, in " + at->name);
        at->card->mute = !at->card->mute;
    }
    return SCARD_S_SUCCESS;
}

LONG Schedule::unplugged(Call) {
    if (auto* const at = reader(); at != nullptr) {
        note("unplugged: " + at->name);
        world_->take_out(*at);
        world_->readers.erase(world_->readers.begin() + (at - world_->readers.data()));
    }
    return SCARD_S_SUCCESS;
}

LONG Schedule::plugged_in(Call) {
    for (const std::string wanted : reader_names) {
        const bool is_there = std::any_of(world_->readers.begin(), world_->readers.end(),
                                          [&](const Reader& at) { return at.name == wanted; });
        if (is_there) continue;
        note("plugged in, with a card: " + wanted);
        world_->readers.push_back({wanted, other_card()});
        break;
    }
    return SCARD_S_SUCCESS;
}

LONG Schedule::busy(Call) {
    if (auto* const at = reader(); at != nullptr) {
        note("in use by another program: " + at->name);
        at->flags = SCARD_STATE_INUSE;
    }
    return SCARD_S_SUCCESS;
}

LONG Schedule::service_gone(Call) {
    note("the service is gone");
    world_->up = false;
    down_for_ = 1 + below(4);
    return SCARD_S_SUCCESS;
}

LONG Schedule::service_replaced(Call) {
    note("another service");
    world_->replace_service(any(lost_codes));
    return SCARD_S_SUCCESS;
}

LONG Schedule::late(Call) {
    note("late");
    std::this_thread::sleep_for(std::chrono::milliseconds{3});
    return SCARD_S_SUCCESS;
}

LONG Schedule::hangs(Call call) {
    if (!may_hang_) return SCARD_S_SUCCESS;
    note("hangs");
    world_->hang(call);
    return SCARD_S_SUCCESS;
}

LONG Schedule::interrupted(Call) {
    note("Ctrl-C" + may_end_in(Fault::interrupted));
    std::raise(SIGINT);
    return SCARD_S_SUCCESS;
}

}  // namespace sscard::schedules
