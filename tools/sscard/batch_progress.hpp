#pragma once

#include <sscard/batch/runner.hpp>

namespace sscard::tool {

/// As many pieces as have room in so many columns, from the first on; a sign stands for those left out.
std::string fitted(const std::vector<std::string>& pieces, std::size_t columns);

/// Tells people on standard error how a batch goes on: a line that changes on a terminal, else a line now and
/// then.
class BatchProgress final : public batch::Observer {
public:
    using Clock = std::chrono::steady_clock;

    /// `counts`: of the rows, when it begins. `changing`: standard error is a terminal for people.
    BatchProgress(const activation::RowCounts& counts, std::int64_t rows, bool changing);
    ~BatchProgress() override;

    void became(const batch::RowNews& news) override;
    void paused(std::chrono::milliseconds pause) override;
    void resumed() override;
    void passes() override;

    /// Rows of which it is known what became, and those that wait for another one.
    std::int64_t rows_done() const;

private:
    std::vector<std::string> pieces(Clock::time_point now) const;
    void say(Clock::time_point now) const;
    void draw(const std::string& line) const;

    activation::RowCounts counts_;
    std::int64_t rows_;
    std::int64_t shared_ = 0;  // rows that wait for another one's outcome
    bool changing_;
    std::int64_t done_before_;
    Clock::time_point began_ = Clock::now();
    Clock::time_point told_ = began_;
    std::optional<Clock::time_point> pause_ends_;
};

}  // namespace sscard::tool
