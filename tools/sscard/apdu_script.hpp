#pragma once

#include <sscard/apdu/status.hpp>
#include <sscard/bytes.hpp>
#include <sscard/error.hpp>
#include <string>
#include <string_view>
#include <vector>

/// What `sscard apdu` is to send: bytes in hexadecimal, and the status words that are expected of the card.
namespace sscard::tool {

/// Status words that will do: "9000", "61xx" (x: any digit), "9000|6A82".
class Expectation {
public:
    /// Nothing when the text is none.
    static std::optional<Expectation> parse(std::string_view text);

    bool met_by(apdu::StatusWord status) const;
    const std::string& text() const noexcept { return text_; }

private:
    explicit Expectation(std::string text) : text_{std::move(text)} {}

    std::string text_;
};

struct ScriptedCommand {
    Bytes bytes;
    std::optional<Expectation> expected{};
    std::string where{};  // file and line; empty for one of the command line
};

class Script {
public:
    /// `HEX`, `HEX=EXPECTATION`, or the `=EXPECTATION` of the command before. Fault::usage when it is none of
    /// them.
    Result<void> add(std::string_view spec, const std::string& where = {});

    /// One of these a line; a number sign begins a remark.
    Result<void> add_lines(std::string_view text, const std::string& file);

    const std::vector<ScriptedCommand>& commands() const noexcept { return commands_; }

    /// Fault::usage when a command is one of those that a card may not forgive (card/cautions.hpp).
    Result<void> check_harmless() const;

private:
    std::vector<ScriptedCommand> commands_;
};

}  // namespace sscard::tool
