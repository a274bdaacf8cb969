#pragma once

#include <cstddef>
#include <cstdint>
#include <sscard/apdu/transport.hpp>
#include <sscard/bytes.hpp>
#include <sscard/error.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sscard::test {

/// Hexadecimal of a test as bytes. Throws when it is none: a slip of the pen in a test is not a result.
inline Bytes hex(std::string_view text) {
    auto bytes = from_hex(text);
    if (!bytes) throw std::invalid_argument{"no hexadecimal: " + std::string{text}};
    return *std::move(bytes);
}

/// A card that says its lines. A wrong command, one command too many, or a line never reached are all
/// failures: a mock that forgives proves nothing. End every test with `CHECK(card.complaint() == "")`.
class ScriptedCard final : public apdu::Transport {
public:
    /// The next command must be this one; the card answers these bytes, status word included.
    ScriptedCard& on(std::string_view command, std::string_view answer) {
        lines_.push_back({hex(command), hex(answer)});
        return *this;
    }
    /// The same when the slot fails here, as if the card were pulled out.
    ScriptedCard& on(std::string_view command, Fault fault, std::uint32_t detail = 0) {
        lines_.push_back({hex(command), fail(fault, "scripted card", detail)});
        return *this;
    }
    ScriptedCard& speaks(apdu::Protocol protocol) {
        protocol_ = protocol;
        return *this;
    }
    ScriptedCard& with_atr(std::string_view atr) {
        atr_ = hex(atr);
        return *this;
    }

    Result<Bytes> transmit(ByteView command) override {
        if (next_ == lines_.size()) return complain("one command too many: " + to_hex(command));
        const auto& line = lines_[next_];
        if (Bytes{command.begin(), command.end()} != line.command)
            return complain(std::to_string(next_ + 1) + ". command is " + to_hex(command) + ", not " +
                            to_hex(line.command));
        ++next_;
        return line.answer;
    }
    apdu::Protocol protocol() const override { return protocol_; }
    Bytes atr() const override { return atr_; }

    /// Commands that came as written so far.
    std::size_t said() const noexcept { return next_; }

    /// The first thing that went wrong; empty when every line was used and nothing unexpected was asked.
    std::string complaint() const {
        if (!complaint_.empty() || next_ == lines_.size()) return complaint_;
        return std::to_string(lines_.size() - next_) + " lines never reached, the first is " +
               to_hex(lines_[next_].command);
    }

private:
    struct Line {
        Bytes command;
        Result<Bytes> answer;
    };

    tl::unexpected<Error> complain(std::string what) {
        if (complaint_.empty()) complaint_ = std::move(what);
        return fail(Fault::internal, "scripted card");
    }

    std::vector<Line> lines_;
    std::size_t next_ = 0;
    std::string complaint_;
    apdu::Protocol protocol_ = apdu::Protocol::t0;
    Bytes atr_;
};

}  // namespace sscard::test
