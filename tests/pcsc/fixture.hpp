#pragma once

#include <chrono>
#include <sscard/pcsc/connection.hpp>
#include <sscard/pcsc/context.hpp>
#include <sscard/pcsc/readers.hpp>
#include <string>

#include "catch.hpp"
#include "fault.hpp"
#include "pcsc_stand_in/world.hpp"

namespace sscard::pcsc {

using pcsc_stand_in::Call;
using pcsc_stand_in::World;
using namespace std::chrono_literals;

inline const std::string reader_name = "Reader 00 00";

/// A service with one reader, a card in it, and somebody with ten seconds.
struct Counter {
    World world;
    StopFlag stop{false};

    Counter() { world.readers.push_back({reader_name, pcsc_stand_in::Card{}}); }

    pcsc_stand_in::Reader& reader() { return world.readers.front(); }
    Patience patience(Patience::Clock::duration budget = 10s) const { return {budget, stop}; }
    Context context() const { return Context::establish(patience()).value(); }
};

/// The failure of something that has to fail.
template <class T>
Error error_of(const Result<T>& result) {
    REQUIRE_FALSE(result.has_value());
    return result.error();
}

}  // namespace sscard::pcsc
