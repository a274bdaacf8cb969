#include <algorithm>
#include <random>
#include <sscard/batch/twins.hpp>
#include <sscard/error.hpp>
#include <sscard/store/digest.hpp>

#include "card_key.hpp"

namespace sscard::batch {

namespace {

constexpr std::uint64_t largest_card = (std::uint64_t{1} << 47U) - 1;

std::uint64_t hash_of(const std::string& text) {
    const auto digest = store::digest(store::Hash::sha256, as_bytes(text)).value();
    std::uint64_t hash = 0;
    for (std::size_t i = 0; i < sizeof hash; ++i) hash = hash << 8U | digest[i];
    return hash;
}

}  // namespace

Twins::Twins() : key_(16, '\0') {
    std::random_device dice;
    for (auto& byte : key_) byte = static_cast<char>(dice());
}

void Twins::add(const Row& row, const Verdict& alone) {
    const auto& request = alone.request;
    const auto card = card_key(request.card.number);
    if (!card) return;
    added_.push_back({*card & largest_card, alone.state == activation::State::not_sent ? 1U : 0U,
                      hash_of(key_ + request.holder.id_number + '\n' + request.card.identification_number),
                      row.number});
}

void Twins::match() {
    std::sort(added_.begin(), added_.end(), [](const Added& one, const Added& other) {
        return one.card != other.card ? one.card < other.card : one.row < other.row;
    });
    for (auto begin = added_.cbegin(); begin != added_.cend();) {
        const auto end =
            std::find_if(begin, added_.cend(), [&](const Added& other) { return other.card != begin->card; });
        if (end - begin > 1) match(begin, end);
        begin = end;
    }
    added_ = {};
    std::sort(matched_.begin(), matched_.end(),
              [](const Matched& one, const Matched& other) { return one.row < other.row; });
}

void Twins::match(Group begin, Group end) {
    const auto sent = std::find_if(begin, end, [](const Added& row) { return row.may_be_sent == 1; });
    const auto other =
        std::find_if(begin, end, [&](const Added& row) { return row.holder != begin->holder; });
    for (auto at = begin; at != end; ++at) {
        const auto disagrees = at->holder == begin->holder ? other : begin;
        matched_.push_back({at->row, sent == end ? 0 : sent->row, disagrees == end ? 0 : disagrees->row});
    }
}

void Twins::complete(std::uint64_t row, Verdict& verdict) const {
    using activation::State;
    const auto found =
        std::lower_bound(matched_.begin(), matched_.end(), row,
                         [](const Matched& one, std::uint64_t number) { return one.row < number; });
    if (found == matched_.end() || found->row != row) return;
    if (found->disagrees != 0) {
        verdict.state = State::invalid;
        verdict.reason.reset();
        verdict.mistakes.push_back(
            {word(Column::card_number),
             "card_disagrees",
             msgid("row {0} has the same card with another id number or identification number"),
             {std::to_string(found->disagrees)}});
    } else if (verdict.state == State::not_sent && found->sent != row) {
        verdict.same_as = found->sent;
    }
}

}  // namespace sscard::batch
