#pragma once

#include <chrono>
#include <filesystem>
#include <sscard/activation/clock.hpp>
#include <sscard/bytes.hpp>
#include <sscard/card/record_reader.hpp>

/// What cards were seen to refuse, so that it is not tried on them again, nor on the next one of their kind
/// once several agree. A small file in the state directory that may be deleted at any time: without it, and
/// with wrong entries in it, a reading takes longer and is right all the same.
namespace sscard::tool {

/// Nothing is remembered for longer: a card that once failed to answer must not slow down its kind for good.
inline constexpr std::chrono::hours remembered_for{30 * 24};
/// The kinds that were learned first make room, and of each kind the cards.
inline constexpr std::size_t kinds_remembered = 200;
inline constexpr std::size_t cards_remembered = 8;
/// So many cards of a kind have to agree, the last ones, before another card of the kind is believed to be
/// like them.
inline constexpr std::size_t cards_that_make_a_kind = 3;

/// Of the card with this answer to reset, else of its kind.
card::Habits remembered_habits(const std::filesystem::path& state_dir, ByteView atr,
                               activation::TimePoint now);

/// Writes them down where they are new. A disk that does not take them is no failure.
void remember_habits(const std::filesystem::path& state_dir, ByteView atr, const card::Habits& habits,
                     activation::TimePoint now);

}  // namespace sscard::tool
