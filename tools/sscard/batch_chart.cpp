#include "batch_chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <sscard/activation/clock.hpp>
#include <sscard/error.hpp>

#include "language.hpp"

namespace sscard::tool {
namespace {

using batch::Timeline;
using std::chrono::seconds;
using std::chrono::sys_seconds;

/// How a group is drawn. The colours differ in lightness too: paper may have none.
struct Look {
    const char* colour;
    const char* words;
};
constexpr std::array<Look, batch::group_count> looks{{
    {"#2f8f5b", msgid("succeeded")},
    {"#8c1d18", msgid("refused or invalid")},
    {"#f0b429", msgid("open")},
}};

// Lengths in the drawing.
constexpr double width = 720;
constexpr double height = 236;
constexpr double left = 56;
constexpr double right = 712;
constexpr double top = 12;
constexpr double bottom = 180;
constexpr double widest_bin = 60;
constexpr double least = 1.5;          // what is seen
constexpr double share_of_bin = 0.85;  // what its bar takes

/// The next of 1, 2, 5, 10, 20, ...
std::int64_t round_above(std::int64_t number) {
    for (std::int64_t power = 1;; power *= 10) {
        for (const auto digit : {1, 2, 5})
            if (digit * power >= number) return digit * power;
    }
}

void add_scale(std::string& svg, std::int64_t most) {
    constexpr double below = 4;  // half of a digit
    for (const auto part : {0, 1, 2}) {
        if (part * most % 2 != 0) continue;
        const auto y = bottom - (bottom - top) * part / 2;
        svg += fmt::format(R"(<line stroke="#ddd" x1="{0}" y1="{2:.1f}" x2="{1}" y2="{2:.1f}"/>)", left,
                           right, y);
        svg += fmt::format(R"(<text text-anchor="end" x="{}" y="{:.1f}">{}</text>)", left - 2 * below,
                           y + below, part * most / 2);
    }
}

void add_bar(std::string& svg, const Timeline::Bin& bin, double x, double bar, std::int64_t most) {
    if (bin.all() == 0) return;
    auto title = activation::rfc3339(bin.begins);
    std::string parts;
    double y = bottom;
    for (std::size_t i = 0; i < bin.rows.size(); ++i) {
        if (bin.rows[i] == 0) continue;
        const auto part =
            std::max(least, (bottom - top) * static_cast<double>(bin.rows[i]) / static_cast<double>(most));
        y -= part;
        parts += fmt::format(R"(<rect fill="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>)",
                             looks.at(i).colour, x, y, bar, part);
        title += fmt::format(", {} {}", tr(looks.at(i).words), bin.rows[i]);
    }
    svg += fmt::format("<g><title>{}</title>{}</g>\n", title, parts);
}

/// Below the bars, which end at `end`: both moments in one place when these lie near each other.
void add_times(std::string& svg, sys_seconds from, sys_seconds to, double end) {
    constexpr double line = 198;
    constexpr double two_texts = 340;
    const bool near = end - left < two_texts;
    const auto until = near ? " – " + activation::rfc3339(to) : std::string{};
    svg += fmt::format(R"(<text x="{}" y="{}">{}{}</text>)", left, line, activation::rfc3339(from), until);
    if (!near)
        svg += fmt::format(R"(<text text-anchor="end" x="{:.1f}" y="{}">{}</text>)", end, line,
                           activation::rfc3339(to));
}

void add_legend(std::string& svg) {
    constexpr double line = 226;
    constexpr double size = 11;
    constexpr double step = 170;
    for (std::size_t i = 0; i < batch::group_count; ++i) {
        const auto x = left + step * static_cast<double>(i);
        svg += fmt::format(R"(<rect fill="{}" x="{}" y="{}" width="{}" height="{}"/>)", looks.at(i).colour, x,
                           line - size + 1, size, size);
        svg += fmt::format(R"(<text x="{}" y="{}">{}</text>)", x + size + 6, line, tr(looks.at(i).words));
    }
}

}  // namespace

std::string bin_text(const Timeline& timeline) {
    struct Unit {
        seconds length;
        const char* sentence;
    };
    constexpr Unit units[] = {
        {std::chrono::days{1}, msgid("{0} d")},
        {std::chrono::hours{1}, msgid("{0} h")},
        {std::chrono::minutes{1}, msgid("{0} min")},
        {seconds{1}, msgid("{0} s")},
    };
    const auto length = timeline.width();
    const auto* const unit = std::find_if(std::begin(units), std::end(units),
                                          [&](const Unit& one) { return length >= one.length; });
    return fmt::format(fmt::runtime(tr(unit->sentence)), length / unit->length);
}

std::int64_t highest_bin(const Timeline& timeline) {
    std::int64_t most = 0;
    for (const auto& bin : timeline.bins()) most = std::max(most, bin.all());
    return most;
}

std::string chart_line(const Timeline& timeline) {
    constexpr std::array blocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    constexpr auto levels = static_cast<std::int64_t>(blocks.size());
    const auto most = highest_bin(timeline);
    std::string line;
    for (const auto& bin : timeline.bins())
        line += bin.all() == 0 ? "·" : blocks.at(static_cast<std::size_t>((bin.all() * levels - 1) / most));
    return line;
}

std::string chart_svg(const Timeline& timeline) {
    const auto bins = timeline.bins();
    const auto most = round_above(highest_bin(timeline));
    auto svg = fmt::format(
        R"(<svg class="chart" viewBox="0 0 {} {}" role="img" font-size="12" fill="#333"><title>{}</title>)",
        width, height, tr(msgid("Rows over time")));
    add_scale(svg, most);
    svg += "\n";
    const auto step = std::min(widest_bin, (right - left) / static_cast<double>(bins.size()));
    double x = left;
    for (const auto& bin : bins) {
        add_bar(svg, bin, x, step * share_of_bin, most);
        x += step;
    }
    add_times(svg, bins.front().begins, bins.back().begins + timeline.width(), x);
    add_legend(svg);
    return svg + "</svg>\n";
}

}  // namespace sscard::tool
