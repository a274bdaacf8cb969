#pragma once

#include <iosfwd>
#include <memory>
#include <span>
#include <sscard/apdu/redaction.hpp>
#include <sscard/apdu/transport.hpp>
#include <string>
#include <string_view>
#include <vector>

/// The text form of a conversation (docs/recording.md). What the recorder writes, the replay reads.
namespace sscard::apdu {

/// Writes every exchange that passes to a stream: the head (ATR, protocol) first, then a line for the
/// command and one for the answer or the fault. Flushed line by line, so that a crash loses nothing. A PIN is
/// never written: the data of the commands that carry one appear as ** for each byte. With a redaction
/// nothing is written but what that says.
class Recorder final : public Transport {
public:
    /// All of them outlive the recorder.
    Recorder(Transport& inner, std::ostream& out, Redaction* redaction = nullptr);

    Result<Bytes> transmit(ByteView command) override;
    Protocol protocol() const override { return inner_->protocol(); }
    Bytes atr() const override { return inner_->atr(); }

private:
    Transport* inner_;
    std::ostream* out_;
    Redaction* redaction_;
};

/// Plays a recording back, strictly: a wrong command, one command too many and a line never reached are all
/// complaints.
class Replay final : public Transport {
public:
    /// Fault::input with the line when the text is no recording.
    static Result<std::unique_ptr<Replay>> parse(std::string_view text);

    /// Fault::malformed_card when the command is not the recorded one or none is left.
    Result<Bytes> transmit(ByteView command) override;
    Protocol protocol() const override { return protocol_; }
    Bytes atr() const override { return atr_; }

    /// One command of the recording and its answer.
    struct Step {
        std::size_t line = 0;
        Bytes command;           // without the hidden bytes at its end
        std::size_t hidden = 0;  // any bytes fit there
        Result<Bytes> answer;

        bool fits(ByteView asked) const noexcept;
    };

    /// What was played so far, and what is still to come.
    std::span<const Step> played() const noexcept { return std::span{steps_}.first(next_); }
    std::span<const Step> to_come() const noexcept { return std::span{steps_}.subspan(next_); }

    /// What did not go as recorded, without the bytes; empty when every line was used and nothing else asked.
    std::string complaint() const;

private:
    Replay() = default;

    Bytes atr_;
    Protocol protocol_ = Protocol::t0;
    std::vector<Step> steps_;
    std::size_t next_ = 0;
    std::string complaint_;
};

/// The bytes as a recording has them, with blanks between them: "00 A4 04 00".
std::string spaced_hex(ByteView bytes);

/// A command as a recording has it: ** for every byte of a PIN.
std::string shown_command(ByteView command);

/// The name of a fault in a recording ("card_removed"); nothing for faults that no transport has.
std::string_view fault_name(Fault fault) noexcept;

}  // namespace sscard::apdu
