#pragma once

#include <sscard/activation/decision.hpp>
#include <sscard/activation/request.hpp>

#include "settings.hpp"

namespace sscard::tool {

/// What an authority said, with the holder and the agent of the request masked wherever it names them.
activation::Reason quoted(activation::Reason said, const activation::Request& about);
activation::Decision quoted(activation::Decision said, const activation::Request& about);

/// The same, unless the settings ask for personal data.
template <class Said>
Said shown_words(Said said, const activation::Request& about, const Settings& settings) {
    return settings.flag(Key::show_personal_data) ? said : quoted(std::move(said), about);
}

}  // namespace sscard::tool
