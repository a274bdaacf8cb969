#include <algorithm>
#include <sscard/batch/stack.hpp>

#include "card_key.hpp"
#include "cursor.hpp"
#include "row_note.hpp"

namespace sscard::batch {

namespace {

using activation::State;

constexpr std::size_t most_notes = 256;
constexpr std::uint64_t largest_key = (std::uint64_t{1} << 47U) - 1;

/// Whether it is worth putting the card in: pending takes its time without it.
bool is_left(State state) noexcept {
    return state == State::not_sent || (is_open(state) && state != State::pending);
}

bool differ(const std::optional<std::string>& one, const std::optional<std::string>& other) {
    return one && other && *one != *other;
}

}  // namespace

Fit fit(const activation::Request& row, const activation::Holder& holder,
        const activation::CardIdentity& card) {
    if (!holder.id_number.empty() && holder.id_number != row.holder.id_number) return Fit::other_holder;
    if (card.identification_number != row.card.identification_number) return Fit::other_chip;
    return differ(holder.name, row.holder.name) ? Fit::other_name : Fit::fits;
}

activation::Request completed(activation::Request row, const activation::Holder& holder,
                              activation::CardIdentity card, activation::Evidence evidence) {
    if (holder.name) row.holder.name = holder.name;
    row.holder.birth_date = holder.birth_date;
    if (!card.region) card.region = std::move(row.card.region);
    row.card = std::move(card);
    row.evidence = std::move(evidence);
    return row;
}

/// Lays one row after the other.
class Stack::Layer {
public:
    Layer(Stack& stack, const Work& work, Observer& observer)
        : stack_{&stack},
          work_{&work},
          observer_{&observer},
          known_{[&work](std::int64_t after, std::size_t count) {
              return work.journal.row_states(work.batch, after, count);
          }} {}

    Result<void> add(const Row& row) {
        const auto number = static_cast<std::int64_t>(row.number);
        const auto known = known_.of(number);
        if (!known) return tl::unexpected{known.error()};
        const auto verdict = work_->survey.verdict(work_->check, row);
        auto note = note_of(number, verdict);
        const bool is_new = !known->same_as && !known->request_no && known->state == State::not_sent;
        stack_->offsets_.push_back(row.offset);
        if (const auto key = card_key(verdict.request.card.number))
            stack_->cards_.push_back({*key & largest_key, note ? 0U : 1U, row.number});
        const bool awaited = !known->same_as && is_left(known->state) && !(note && is_new);
        stack_->awaited_.push_back(awaited);
        stack_->left_ += awaited ? 1 : 0;
        if (!note || !is_new) return {};
        notes_.push_back(*std::move(note));
        return notes_.size() < most_notes ? Result<void>{} : write();
    }

    Result<void> finish() {
        auto& cards = stack_->cards_;
        std::sort(cards.begin(), cards.end(), [](const Card& one, const Card& other) {
            if (one.key != other.key) return one.key < other.key;
            if (one.may_be_sent != other.may_be_sent) return one.may_be_sent > other.may_be_sent;
            return one.row < other.row;
        });
        cards.erase(std::unique(cards.begin(), cards.end(),
                                [](const Card& one, const Card& other) { return one.key == other.key; }),
                    cards.end());
        return write();
    }

private:
    Result<void> write() { return note_all(*work_, std::exchange(notes_, {}), *observer_); }

    Stack* stack_;
    const Work* work_;
    Observer* observer_;
    Cursor<activation::RowState> known_;
    std::vector<activation::RowNote> notes_;
};

Stack::Stack(const Work& work) : work_{&work} {
    offsets_.reserve(work.survey.rows);
    cards_.reserve(work.survey.rows);
    awaited_.reserve(work.survey.rows);
}

Result<Stack> Stack::lay_out(const Work& work, const StopFlag& stop, Observer& observer) {
    if (auto begun = work.input.rewind(); !begun) return tl::unexpected{std::move(begun.error())};
    Stack stack{work};
    Layer layer{stack, work, observer};
    for (Row row;;) {
        if (stop) return fail(Fault::interrupted, "read the batch file");
        const auto there = work.input.next(row);
        if (!there) return tl::unexpected{there.error()};
        if (!*there) break;
        if (auto added = layer.add(row); !added) return tl::unexpected{std::move(added.error())};
    }
    if (auto finished = layer.finish(); !finished) return tl::unexpected{std::move(finished.error())};
    return stack;
}

Result<Row> Stack::read(std::uint64_t row) const {
    Row found;
    auto read = work_->input.read_at(offsets_.at(row - 1), found);
    if (!read) return tl::unexpected{std::move(read.error())};
    found.number = row;
    return found;
}

Result<std::optional<Place>> Stack::find(const std::string& card_number) const {
    const auto key = card_key(card_number);
    if (!key) return std::nullopt;
    const auto card =
        std::lower_bound(cards_.begin(), cards_.end(), *key,
                         [](const Card& one, std::uint64_t wanted) { return one.key < wanted; });
    if (card == cards_.end() || card->key != *key) return std::nullopt;
    const auto row = read(card->row);
    if (!row) return tl::unexpected{row.error()};
    const auto state = known(card->row);
    if (!state) return tl::unexpected{state.error()};
    return Place{card->row, work_->survey.verdict(work_->check, *row), *state};
}

Result<activation::RowState> Stack::known(std::uint64_t row) const {
    const auto number = static_cast<std::int64_t>(row);
    return work_->journal.row_states(work_->batch, number - 1, 1).map([number](const auto& states) {
        if (!states.empty() && states.front().row == number) return states.front();
        return activation::RowState{.row = number};
    });
}

Result<activation::Request> Stack::request_of(std::uint64_t row) const {
    return read(row).map([this](const Row& found) { return work_->check.of(found).request; });
}

std::uint64_t Stack::next_after(std::uint64_t row) const {
    const auto behind = awaited_.begin() + static_cast<std::ptrdiff_t>(row);
    auto next = std::find(behind, awaited_.end(), true);
    if (next == awaited_.end()) next = std::find(awaited_.begin(), behind, true);
    if (next == awaited_.end() || !*next) return 0;
    return static_cast<std::uint64_t>(next - awaited_.begin()) + 1;
}

bool Stack::became(std::uint64_t row, State state) {
    const bool awaited = is_left(state);
    if (awaited == awaited_.at(row - 1)) return false;
    awaited_.at(row - 1) = awaited;
    awaited ? ++left_ : --left_;
    return !awaited;
}

Result<activation::Outcome> carry_out(const Work& work, const Place& place, activation::Request request,
                                      const Patience& patience) {
    request.request_no = activation::make_request_no();
    const activation::BatchRow row{work.batch, static_cast<std::int64_t>(place.row)};
    return activation::carry_out_row({std::move(request), work.backend_name, row}, place.known.request_no,
                                     work.backend, work.journal, patience);
}

}  // namespace sscard::batch
