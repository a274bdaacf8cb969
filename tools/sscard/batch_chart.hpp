#pragma once

#include <sscard/batch/timeline.hpp>
#include <string>

/// The rows of a batch over time, drawn.
namespace sscard::tool {

/// How long a bin is: "30 s", "5 min".
std::string bin_text(const batch::Timeline& timeline);

/// Rows in the highest bin.
std::int64_t highest_bin(const batch::Timeline& timeline);

/// A character a bin, from "▁" to "█" for the highest; "·" for none at all.
std::string chart_line(const batch::Timeline& timeline);

/// An SVG element to stand in a page, of a timeline that is not empty: bars of succeeded, refused and open
/// rows, with scale, times and legend. Where there is anything there is something to see, even if it is too
/// little to be drawn in proportion.
std::string chart_svg(const batch::Timeline& timeline);

}  // namespace sscard::tool
