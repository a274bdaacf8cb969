#pragma once

#include <sscard/card/redaction.hpp>

#include "cards.hpp"

namespace sscard::card {

/// A conversation with what a redacted recording makes of it.
class Redacted {
public:
    /// The answer as it is written, status word included.
    std::string operator()(std::string_view command, std::string_view answer) {
        return to_hex(person_.answer(test::hex(command), test::hex(answer)));
    }
    std::string atr(std::string_view bytes) { return to_hex(person_.atr(test::hex(bytes))); }
    std::string command(std::string_view command) { return to_hex(person_.command(test::hex(command))); }

    void enter_environment() { (*this)(select_name, "9000"); }
    void enter(std::string_view application) { (*this)("00A4040006" + std::string{application}, "9000"); }

private:
    InventedPerson person_{today};
};

}  // namespace sscard::card
