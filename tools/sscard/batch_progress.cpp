#include "batch_progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <sscard/text/width.hpp>

#include "batch_counts.hpp"
#include "language.hpp"
#include "terminal.hpp"

namespace sscard::tool {
namespace {

using activation::State;
using std::chrono::seconds;

constexpr std::chrono::milliseconds between_drawings{100};
constexpr seconds between_lines{10};

std::string bar(std::int64_t done, std::int64_t rows) {
    constexpr std::int64_t length = 20;
    const auto full = static_cast<std::size_t>(rows == 0 ? length : length * done / rows);
    return fmt::format("[{}{}]", std::string(full, '#'), std::string(length - full, '.'));
}

std::string duration(seconds time) {
    constexpr auto minute = 60;
    const auto all = time.count();
    return fmt::format("{}:{:02}:{:02}", all / minute / minute, all / minute % minute, all % minute);
}

}  // namespace

std::string fitted(const std::vector<std::string>& pieces, std::size_t columns) {
    constexpr std::string_view others = " …";
    std::string line;
    for (const auto& piece : pieces) {
        const auto after = &piece == &pieces.back() ? 0 : text::width(others);
        if (text::width(line + piece) + after > columns) return line.append(others);
        line += piece;
    }
    return line;
}

BatchProgress::BatchProgress(const activation::RowCounts& counts, std::int64_t rows, bool changing)
    : counts_{counts}, rows_{rows}, changing_{changing}, done_before_{rows_done()} {}

BatchProgress::~BatchProgress() {
    if (changing_) draw({});
}

void BatchProgress::became(const batch::RowNews& news) {
    if (news.same_as) {
        ++shared_;
        return;
    }
    --counts_.rows.at(static_cast<std::size_t>(news.was));
    ++counts_.rows.at(static_cast<std::size_t>(news.now));
}

void BatchProgress::paused(std::chrono::milliseconds pause) {
    pause_ends_ = Clock::now() + pause;
    if (!changing_) say(Clock::now());
}

void BatchProgress::resumed() {
    pause_ends_.reset();
    if (!changing_) fmt::print(stderr, "{}\n", tr(msgid("the authority is there again")));
}

void BatchProgress::passes() {
    const auto now = Clock::now();
    if (now - told_ < (changing_ ? Clock::duration{between_drawings} : Clock::duration{between_lines}))
        return;
    told_ = now;
    if (changing_) return draw(fitted(pieces(now), columns_of_terminal(STDERR_FILENO) - 1));
    say(now);
}

void BatchProgress::say(Clock::time_point now) const {
    fmt::print(stderr, "{}\n", fmt::join(pieces(now), ""));
}

void BatchProgress::draw(const std::string& line) const { fmt::print(stderr, "\r\x1b[K{}", line); }

std::int64_t BatchProgress::rows_done() const {
    return rows_ - counts_[State::not_sent] - unknown_rows(counts_) + shared_;
}

std::vector<std::string> BatchProgress::pieces(Clock::time_point now) const {
    const auto done = rows_done();
    const auto beginning = fmt::format("{} {}/{}", bar(done, rows_), done, rows_);
    if (pause_ends_) {
        const auto left = std::chrono::ceil<seconds>(std::max(*pause_ends_ - now, Clock::duration{0}));
        const auto* const away = tr(msgid("the authority is away; tried again in {} s"));
        return {fmt::format(fmt::runtime(away), left.count()), "  " + beginning};
    }
    std::vector pieces{beginning};
    const auto passed = std::chrono::duration<double>{now - began_}.count();
    const auto rate = passed > 0 ? static_cast<double>(done - done_before_) / passed : 0;
    pieces.push_back(fmt::format("  {:.1f}/s", rate));
    if (rate > 0) {
        const seconds left{static_cast<std::int64_t>(static_cast<double>(rows_ - done) / rate)};
        pieces.push_back("  " + fmt::format(fmt::runtime(tr(msgid("{} left"))), duration(left)));
    }
    for (const char* gap = "  "; const auto& count : counts_in_words(counts_))
        pieces.push_back(std::exchange(gap, ", ") + count);
    return pieces;
}

}  // namespace sscard::tool
