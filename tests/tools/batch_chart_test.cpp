#include "batch_chart.hpp"

#include "catch.hpp"
#include "language.hpp"

using namespace std::chrono_literals;
using sscard::batch::Group;
using sscard::batch::Timeline;
using sscard::tool::chart_line;
using sscard::tool::chart_svg;

namespace {

constexpr std::chrono::sys_seconds moment{1'795'312'800s};

std::size_t count(const std::string& text, std::string_view part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
    return found;
}

Timeline with(std::initializer_list<int> rows) {
    Timeline timeline;
    auto at = moment;
    for (const auto number : rows) {
        for (int i = 0; i < number; ++i) timeline.add(at, Group::succeeded);
        at += 1s;
    }
    return timeline;
}

}  // namespace

TEST_CASE("in a line the highest bin is a full block, and an empty one a dot", "[tool][chart]") {
    CHECK(chart_line(with({1})) == "█");
    CHECK(chart_line(with({80, 0, 1, 40, 80})) == "█·▁▄█");
    CHECK(chart_line(Timeline{}).empty());
}

TEST_CASE("a bin says how wide it is", "[tool][chart]") {
    sscard::tool::set_language("en");
    auto timeline = with({1});
    CHECK(sscard::tool::bin_text(timeline) == "1 s");
    timeline.add(moment + 30min, Group::open);
    CHECK(sscard::tool::bin_text(timeline) == "1 min");
    timeline.add(moment + std::chrono::days{3}, Group::open);
    CHECK(sscard::tool::bin_text(timeline) == "3 h");
    timeline.add(moment + std::chrono::days{100}, Group::open);
    CHECK(sscard::tool::bin_text(timeline) == "2 d");
}

TEST_CASE("a drawing has a bar for each bin in which something happened", "[tool][chart]") {
    const auto svg = chart_svg(with({3, 0, 2}));
    CHECK(count(svg, "<g><title>") == 2);
    CHECK(svg.find("succeeded 3") != std::string::npos);
    CHECK(svg.starts_with("<svg "));
    CHECK(svg.ends_with("</svg>\n"));
}

TEST_CASE("the scale ends at a round number, and halves it where that is a whole one", "[tool][chart]") {
    const auto label = [](int number) { return ">" + std::to_string(number) + "</text>"; };
    const auto seven = chart_svg(with({7}));
    CHECK(seven.find(label(10)) != std::string::npos);
    CHECK(seven.find(label(5)) != std::string::npos);
    const auto one = chart_svg(with({1}));
    CHECK(one.find(label(1)) != std::string::npos);
    CHECK(count(one, "<line ") == 2);
}

TEST_CASE("one refusal among a million rows is seen", "[tool][chart]") {
    auto timeline = with({100'000});
    timeline.add(moment, Group::refused);
    const auto svg = chart_svg(timeline);
    const auto at = svg.find("<rect fill=\"#8c1d18\"");
    REQUIRE(at != std::string::npos);
    CHECK(svg.substr(at, svg.find("/>", at) - at).ends_with("height=\"1.5\""));
}
