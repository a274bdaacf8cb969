#pragma once

#include <sscard/card/deep_reading.hpp>

#include "clean.hpp"
#include "promise.hpp"

namespace sscard::fuzz {

/// Items and warnings as they may be shown, whatever the card held.
inline void fit_to_be_shown(const std::vector<card::ItemReading>& items) {
    for (const auto& item : items) {
        PROMISE(!item.value || (!item.value->empty() && is_clean(*item.value)));
        PROMISE(is_hex(item.raw));
        PROMISE(item.what != nullptr || !item.value);
        PROMISE(item.term == nullptr || item.value);
        fit_to_be_shown(item.parts);
    }
}

inline void fit_to_be_shown(const std::vector<card::DeepWarning>& warnings) {
    for (const auto& warning : warnings) {
        PROMISE(!warning.code.empty() && is_hex(warning.raw));
        PROMISE(warning.where.find_first_not_of("ABCDEF0123456789.") == std::string::npos);
    }
}

}  // namespace sscard::fuzz
