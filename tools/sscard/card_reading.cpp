#include "card_reading.hpp"

#include <sscard/activation/clock.hpp>

#include "card_habits.hpp"
#include "recorded_issuer.hpp"

namespace sscard::tool {
namespace {

/// What the issuer said when it was recorded opens the holder's file again, and is no proof of anything.
Result<card::Reading> read_again(const CardSource& source, const card::FieldSet& wanted,
                                 const std::string& today, const Patience& patience) {
    RecordedIssuer recorded{*source.replay()};
    const auto find = [&]() -> Result<card::CardAuthenticator*> {
        return recorded.was_asked() ? &recorded : nullptr;
    };
    const card::Issuer issuer{find, patience};
    auto reading = card::read_card(source.card(), wanted, today, {}, &issuer);
    if (reading) reading->authentication.genuine.reset();
    return reading;
}

}  // namespace

Result<card::Reading> read_at_desk(const CardSource& source, const card::FieldSet& wanted, const Desk& desk,
                                   LazyBackend& backend, Need need) {
    const auto now = activation::system_now();
    const auto today = activation::iso_date(now);
    const auto behind = issuer_behind(backend, desk, need);
    if (source.replay() != nullptr && need == Need::helpful)
        return read_again(source, wanted, today, behind.patience);
    const auto find = [&] {
        auto found = behind.find();
        if (found && *found != nullptr) source.reset_at_end();  // the right that key 0A gives ends with this
        return found;
    };
    const card::Issuer issuer{find, behind.patience};
    const bool repeatable = source.recorded() || source.replay() != nullptr;
    const auto state_dir = desk.settings.state_dir();
    auto& card = source.card();
    const auto habits = repeatable ? card::Habits{} : remembered_habits(state_dir, card.atr(), now);
    auto reading = card::read_card(card, wanted, today, habits, &issuer);
    if (reading && !repeatable) remember_habits(state_dir, card.atr(), reading->habits, now);
    return reading;
}

}  // namespace sscard::tool
