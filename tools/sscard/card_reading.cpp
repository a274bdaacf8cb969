#include "card_reading.hpp"

#include <sscard/activation/clock.hpp>

#include "card_habits.hpp"
#include "recorded_issuer.hpp"

namespace sscard::tool {
namespace {

/// A recording brings its own issuer, and is read as a card of which nothing is remembered.
Result<card::Reading> read_again(const CardSource& source, const card::FieldSet& wanted,
                                 const std::string& today, const Patience& patience) {
    RecordedIssuer recorded{*source.replay()};
    const auto find = [&]() -> Result<card::CardAuthenticator*> {
        return recorded.was_asked() ? &recorded : nullptr;
    };
    const card::Issuer issuer{find, patience};
    return card::read_card(source.card(), wanted, today, {}, &issuer);
}

}  // namespace

Result<card::Reading> read_at_desk(const CardSource& source, const card::FieldSet& wanted, const Desk& desk,
                                   const card::Issuer& issuer) {
    const auto now = activation::system_now();
    const auto today = activation::iso_date(now);
    if (source.replay() != nullptr) return read_again(source, wanted, today, issuer.patience);
    auto& card = source.card();
    const auto state_dir = desk.settings.state_dir();
    const auto habits = source.recorded() ? card::Habits{} : remembered_habits(state_dir, card.atr(), now);
    auto reading = card::read_card(card, wanted, today, habits, &issuer);
    if (!reading) return reading;
    if (!source.recorded()) remember_habits(state_dir, card.atr(), reading->habits, now);
    if (reading->authentication.reader_key == card::ReaderKey::accepted) source.reset_at_end();
    return reading;
}

}  // namespace sscard::tool
