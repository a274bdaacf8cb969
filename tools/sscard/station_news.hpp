#pragma once

#include <sscard/activation/decision.hpp>
#include <string>

/// What happens at the station, before it is told in words and in events.
namespace sscard::tool {

enum class CardEnd : std::uint8_t {
    done,       // the authority has decided, now
    already,    // before
    set_aside,  // nobody was asked, or there was no use in asking
};

/// What became of one card.
struct CardNews {
    CardEnd end = CardEnd::set_aside;
    std::uint64_t row = 0;                                  // 0: it belongs to none
    activation::State state = activation::State::not_sent;  // unless it was set aside
    std::string code{};                                     // why it was, in a word for programs
    std::string words{};                                    // why, for people
    std::string request_no{};                               // what it was asked for under
    activation::State before = activation::State::not_sent;
};

/// How far it has come.
struct Tally {
    std::uint64_t done = 0;  // rows whose card is wanted no more, since it began
    std::uint64_t left = 0;
    std::uint64_t set_aside = 0;
    std::uint64_t others = 0;  // cards of no row
};

}  // namespace sscard::tool
