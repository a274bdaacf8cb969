#pragma once

#include <chrono>
#include <filesystem>
#include <sscard/activation/clock.hpp>
#include <sscard/bytes.hpp>
#include <sscard/card/record_reader.hpp>

/// What cards of each kind were seen to refuse, so that it is not tried on the next one. A small file in the
/// state directory that may be deleted at any time: without it, and with wrong entries in it, a reading takes
/// longer and is right all the same.
namespace sscard::tool {

/// Nothing is remembered for longer: a card that once failed to answer must not slow down its kind for good.
inline constexpr std::chrono::hours remembered_for{30 * 24};
/// The kinds that were learned first make room.
inline constexpr std::size_t kinds_remembered = 200;

/// Of the kind that an answer to reset belongs to.
card::Habits remembered_habits(const std::filesystem::path& state_dir, ByteView atr,
                               activation::TimePoint now);

/// Writes them down where they are new. A disk that does not take them is no failure.
void remember_habits(const std::filesystem::path& state_dir, ByteView atr, const card::Habits& habits,
                     activation::TimePoint now);

}  // namespace sscard::tool
