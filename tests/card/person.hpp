#pragma once

#include <sscard/card/pin.hpp>
#include <string>

namespace sscard::card {

/// Enters this PIN and counts how often it was asked for.
struct Person {
    std::string digits = "123456";
    int asked = 0;

    PinUse use(LastTry last_try = LastTry::kept) {
        return {[this] {
                    ++asked;
                    return Pin::from_digits(as_bytes(digits));
                },
                last_try};
    }
};

}  // namespace sscard::card
