#include <algorithm>
#include <sscard/batch/summary.hpp>

namespace sscard::batch {

namespace {

using activation::RowCounts;
using activation::RowOutcome;
using activation::State;

/// Nothing for a row of which nothing was decided.
std::optional<Group> group_of(State state) noexcept {
    switch (state) {
        case State::activated:
        case State::already_active:
            return Group::succeeded;
        case State::refused:
        case State::invalid:
            return Group::refused;
        case State::pending:
        case State::unknown:
            return Group::open;
        case State::intended:
        case State::sent:
        case State::not_sent:
            break;
    }
    return std::nullopt;
}

void count(RowCounts& counts, State state) { ++counts.rows.at(static_cast<std::size_t>(told(state))); }

std::int64_t all(const RowCounts& counts) {
    return std::accumulate(counts.rows.begin(), counts.rows.end(), std::int64_t{0});
}

RowOutcome to_keep(RowOutcome known) {
    known.decision.reset();
    return known;
}

/// The line of this name, or, when there are too many of them, the one for the rest.
template <class Lines, class Rest>
Rest& line(Lines& lines, const typename Lines::key_type& name, Rest& rest) {
    const auto found = lines.find(name);
    if (found != lines.end()) return found->second;
    return lines.size() < Summary::most_lines ? lines[name] : rest;
}

}  // namespace

void Summary::add(const RowOutcome& known) {
    ++known_;
    count(counts_, known.state);
    add_entry(known);
    add_reason(known);
    add_operator(known);
    add_time(known);
    if (group_of(known.state) == Group::succeeded) return;
    ++to_work_off_in_all_;
    if (to_work_off_.size() < most_to_work_off) to_work_off_.push_back(to_keep(known));
}

void Summary::add_entry(const RowOutcome& known) {
    const auto at = activation::time_of(known.last_at);
    if (!at) return;
    if (!last_ || *at >= *last_) {
        last_ = at;
        counts_.last_at = known.last_at;
    }
    if (const auto group = group_of(known.state))
        timeline_.add(std::chrono::floor<std::chrono::seconds>(*at), *group);
}

void Summary::add_reason(const RowOutcome& known) {
    if (known.reason_code) ++line(reasons_, {told(known.state), *known.reason_code}, other_reasons_);
}

void Summary::add_operator(const RowOutcome& known) {
    if (known.request_no) count(line(operators_, known.operator_id, other_operators_), known.state);
}

void Summary::add_time(const RowOutcome& known) {
    if (!known.took || known.same_as) return;
    durations_.add(*known.took);
    const auto place = std::upper_bound(
        slowest_.begin(), slowest_.end(), known,
        [](const RowOutcome& one, const RowOutcome& other) { return *one.took > *other.took; });
    if (place == slowest_.end() && slowest_.size() == most_slowest) return;
    slowest_.insert(place, to_keep(known));
    if (slowest_.size() > most_slowest) slowest_.pop_back();
}

RowCounts Summary::counts() const {
    auto counts = counts_;
    counts.rows.at(static_cast<std::size_t>(State::not_sent)) += not_in_journal();
    return counts;
}

std::vector<ReasonLine> Summary::reasons() const {
    std::vector<ReasonLine> lines;
    for (const auto& [name, rows] : reasons_) lines.push_back({name.first, name.second, rows});
    std::stable_sort(lines.begin(), lines.end(),
                     [](const ReasonLine& one, const ReasonLine& other) { return one.rows > other.rows; });
    return lines;
}

std::vector<OperatorLine> Summary::operators() const {
    std::vector<OperatorLine> lines;
    for (const auto& [name, counts] : operators_) lines.push_back({name, counts});
    std::stable_sort(lines.begin(), lines.end(), [](const OperatorLine& one, const OperatorLine& other) {
        return all(one.counts) > all(other.counts);
    });
    return lines;
}

}  // namespace sscard::batch
