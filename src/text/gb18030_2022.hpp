#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

/// Positions whose character the editions of GB 18030 moved, as the edition of 2022 has them: vertical forms,
/// components, and the six ideographs that the edition of 2005 took out of the private-use area. C libraries
/// follow different editions; these positions do not depend on them.
namespace sscard::text {

struct Position {
    std::uint16_t code;  // two bytes of GB 18030
    std::string_view utf8;
};

inline constexpr std::array<Position, 25> moved_positions{{
    {0xA6D9, "\uFE10"},     {0xA6DA, "\uFE12"},     {0xA6DB, "\uFE11"},     {0xA6DC, "\uFE13"},
    {0xA6DD, "\uFE14"},     {0xA6DE, "\uFE15"},     {0xA6DF, "\uFE16"},     {0xA6EC, "\uFE17"},
    {0xA6ED, "\uFE18"},     {0xA6F3, "\uFE19"},     {0xFE51, "\U00020087"}, {0xFE52, "\U00020089"},
    {0xFE53, "\U000200CC"}, {0xFE59, "\u9FB4"},     {0xFE61, "\u9FB5"},     {0xFE66, "\u9FB6"},
    {0xFE67, "\u9FB7"},     {0xFE6C, "\U000215D7"}, {0xFE6D, "\u9FB8"},     {0xFE76, "\U0002298F"},
    {0xFE7E, "\u9FB9"},     {0xFE90, "\u9FBA"},     {0xFE91, "\U000241FE"}, {0xFE9F, "\u4DAE"},
    {0xFEA0, "\u9FBB"},
}};

/// Where the edition of 2005 has some of these characters: runs of positions of four bytes. Cards of its time
/// hold them; the edition of 2022 has private-use points there, which nobody writes.
struct Run {
    std::uint32_t first;  // linear, see linear_position()
    char32_t character;
    std::uint32_t count;
};

/// The number of a position of four bytes, counted from 81308130.
constexpr std::uint32_t linear_position(std::uint32_t code) noexcept {
    constexpr std::uint32_t digits = 10;
    constexpr std::uint32_t leads = 126;
    const auto byte = [code](unsigned shift) { return code >> shift & 0xFFU; };
    return ((byte(24) - 0x81) * digits + (byte(16) - 0x30)) * leads * digits + (byte(8) - 0x81) * digits +
           (byte(0) - 0x30);
}

inline constexpr std::array<Run, 2> runs_of_2005{{
    {linear_position(0x82359037), U'\u9FB4', 8},
    {linear_position(0x84318236), U'\uFE10', 10},
}};

/// The character that the edition of 2005 has at a position of four bytes; nothing for positions that never
/// moved.
constexpr std::optional<char32_t> character_of_2005_at(std::uint32_t code) noexcept {
    const auto position = linear_position(code);
    for (const auto& run : runs_of_2005) {
        if (position >= run.first && position < run.first + run.count)
            return run.character + (position - run.first);
    }
    return std::nullopt;
}

/// The character at a moved position; nothing for any other.
constexpr std::optional<std::string_view> character_at(std::uint16_t code) noexcept {
    const auto* found = std::find_if(moved_positions.begin(), moved_positions.end(),
                                     [code](const Position& position) { return position.code == code; });
    if (found == moved_positions.end()) return std::nullopt;
    return found->utf8;
}

/// The moved position of a character; nothing for any other.
constexpr std::optional<std::uint16_t> position_of(std::string_view utf8) noexcept {
    const auto* found = std::find_if(moved_positions.begin(), moved_positions.end(),
                                     [utf8](const Position& position) { return position.utf8 == utf8; });
    if (found == moved_positions.end()) return std::nullopt;
    return found->code;
}

}  // namespace sscard::text
