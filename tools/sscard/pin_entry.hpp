#pragma once

#include <optional>
#include <sscard/card/pin.hpp>
#include <string>

#include "card_source.hpp"
#include "verb.hpp"

/// How a PIN comes into the program: typed at the terminal without being shown, or as lines of a file. Never
/// by an argument or a variable, which other users of the machine can see.
namespace sscard::tool {

struct PinOptions {
    std::optional<std::string> file;  // "-": standard input; nothing: the terminal
    bool last_try_allowed = false;

    card::LastTry last_try() const noexcept {
        return last_try_allowed ? card::LastTry::allowed : card::LastTry::kept;
    }
};

/// `--pin-file` and `--last-try`.
void add_pin_options(Verb verb, PinOptions& options);

/// Where PINs are entered. Closed when it goes out of scope; the terminal then is as it was.
class PinEntry {
public:
    /// Fault::usage when there is no terminal to ask at, or the file cannot be read or may be read by others.
    static Result<PinEntry> open(const PinOptions& options);

    PinEntry(PinEntry&& other) noexcept;
    PinEntry& operator=(PinEntry&&) = delete;
    ~PinEntry();

    /// The next PIN for this card: asked for with `prompt` (msgid), or the next line. Each is given the time
    /// of
    /// --timeout, and the card as much again after it. Fault::usage when it is no PIN; interrupted, timeout.
    Result<card::Pin> next(const char* prompt, const Desk& desk, const CardSource& source) const;

    /// The same for a PIN that takes the place of `current`, typed twice at a terminal. Fault::usage also
    /// when it is the same as `current` or the two differ.
    Result<card::Pin> next_new(const card::Pin& current, const Desk& desk, const CardSource& source) const;

private:
    PinEntry(int descriptor, bool terminal) noexcept : descriptor_{descriptor}, terminal_{terminal} {}

    int descriptor_;
    bool terminal_;
};

}  // namespace sscard::tool
