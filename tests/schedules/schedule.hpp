#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "process.hpp"

namespace sscard::schedules {

/// "SCardTransmit"
const char* name(pcsc_stand_in::Call call) noexcept;

/// What goes wrong in one run of the program, and what the run is: all of it follows from the seed.
class Schedule {
public:
    explicit Schedule(std::uint64_t seed);

    const std::vector<std::string>& arguments() const noexcept { return arguments_; }
    /// Whether a call may hang: it is not waited for at the end either.
    bool may_hang() const noexcept { return may_hang_; }

    /// Sets the world up, and lets things happen in it before its calls. Each is a line of the log: "12.
    /// SCardTransmit: card out"; "-> 16" at its end is an exit code that it may be the cause of.
    void play(pcsc_stand_in::World& world, const Log& log);

private:
    using Happen = LONG (Schedule::*)(pcsc_stand_in::Call);
    struct Happening;
    static const std::vector<Happening>& happenings();

    std::size_t below(std::size_t limit) { return dice_() % limit; }
    bool one_in(std::size_t count) { return below(count) == 0; }
    template <class List>
    auto any(const List& list) {
        return list[below(std::size(list))];
    }

    LONG before(pcsc_stand_in::Call call);
    void note(const std::string& what);
    pcsc_stand_in::Card other_card();
    pcsc_stand_in::Reader* reader();

    std::uint32_t any_code();
    LONG code(pcsc_stand_in::Call call);
    LONG card_out(pcsc_stand_in::Call call);
    LONG card_in(pcsc_stand_in::Call call);
    LONG card_reset(pcsc_stand_in::Call call);
    LONG card_mute(pcsc_stand_in::Call call);
    LONG unplugged(pcsc_stand_in::Call call);
    LONG plugged_in(pcsc_stand_in::Call call);
    LONG busy(pcsc_stand_in::Call call);
    LONG service_gone(pcsc_stand_in::Call call);
    LONG service_replaced(pcsc_stand_in::Call call);
    LONG late(pcsc_stand_in::Call call);
    LONG hangs(pcsc_stand_in::Call call);
    LONG interrupted(pcsc_stand_in::Call call);

    std::mt19937_64 dice_;
    std::size_t rarity_;  // a call in so many is not made as usual
    bool may_hang_;
    std::vector<std::string> arguments_;
    pcsc_stand_in::World* world_ = nullptr;
    Log log_;
    std::string call_;  // "12. SCardTransmit"
    std::size_t calls_ = 0;
    std::size_t down_for_ = 0;  // calls until the service is there again
};

}  // namespace sscard::schedules
