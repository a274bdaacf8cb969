#pragma once

#include <map>
#include <sscard/activation/batch_journal.hpp>
#include <sscard/batch/durations.hpp>
#include <sscard/batch/timeline.hpp>

namespace sscard::batch {

/// The state as people are told it: what was cut short is unknown.
constexpr activation::State told(activation::State state) noexcept {
    using activation::State;
    return state == State::intended || state == State::sent ? State::unknown : state;
}

/// Why rows have an outcome that is no success.
struct ReasonLine {
    activation::State outcome = activation::State::invalid;
    std::string code;
    std::int64_t rows = 0;
};

/// What became of the rows that somebody asked for.
struct OperatorLine {
    std::optional<std::string> operator_id;  // nothing: the terminal did not say who
    activation::RowCounts counts;
};

/// What the journal says of all rows of a batch, gathered as they pass by, in memory that does not grow with
/// their number. A row that shares another one's request counts with its outcome; the request counts once.
class Summary {
public:
    static constexpr std::size_t most_slowest = 20;
    static constexpr std::size_t most_to_work_off = 100;
    static constexpr std::size_t most_lines = 100;  // reasons, and operators, that are told apart

    /// `rows`: how many the file has.
    explicit Summary(std::int64_t rows) : rows_{rows} {}

    /// The rows that the journal knows, in order, each once.
    void add(const activation::RowOutcome& known);

    /// All rows, the unknown ones among those not sent. last_at: of the newest entry; empty without any.
    activation::RowCounts counts() const;
    /// Rows of which the journal has nothing: they were never sent.
    std::int64_t not_in_journal() const noexcept { return std::max<std::int64_t>(rows_ - known_, 0); }

    /// Those with the most rows first; the rows with any further reason.
    std::vector<ReasonLine> reasons() const;
    std::int64_t other_reasons() const noexcept { return other_reasons_; }

    /// Those with the most rows first; what became of the rows that any further operator asked for.
    std::vector<OperatorLine> operators() const;
    const activation::RowCounts& other_operators() const noexcept { return other_operators_; }

    const Timeline& timeline() const noexcept { return timeline_; }

    /// From sending a request to knowing what became of it; and those that took longest, without their
    /// decisions.
    const Durations& durations() const noexcept { return durations_; }
    const std::vector<activation::RowOutcome>& slowest() const noexcept { return slowest_; }

    /// The first rows that the journal knows and that did not succeed, without their decisions; how many
    /// there are.
    const std::vector<activation::RowOutcome>& to_work_off() const noexcept { return to_work_off_; }
    std::int64_t to_work_off_in_all() const noexcept { return to_work_off_in_all_; }

private:
    void add_entry(const activation::RowOutcome& known);
    void add_reason(const activation::RowOutcome& known);
    void add_operator(const activation::RowOutcome& known);
    void add_time(const activation::RowOutcome& known);

    std::int64_t rows_;
    std::int64_t known_ = 0;
    activation::RowCounts counts_;
    std::optional<activation::TimePoint> last_;
    std::map<std::pair<activation::State, std::string>, std::int64_t> reasons_;
    std::int64_t other_reasons_ = 0;
    std::map<std::optional<std::string>, activation::RowCounts> operators_;
    activation::RowCounts other_operators_;
    Timeline timeline_;
    Durations durations_;
    std::vector<activation::RowOutcome> slowest_;
    std::vector<activation::RowOutcome> to_work_off_;
    std::int64_t to_work_off_in_all_ = 0;
};

}  // namespace sscard::batch
