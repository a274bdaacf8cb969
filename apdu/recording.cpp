#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <optional>
#include <ostream>
#include <sscard/apdu/recording.hpp>
#include <utility>

namespace sscard::apdu {
namespace {

// The faults that a slot can have in the middle of a conversation.
constexpr std::array<std::pair<Fault, std::string_view>, 11> fault_names{{
    {Fault::card_removed, "card_removed"},
    {Fault::mute_card, "mute_card"},
    {Fault::no_card, "no_card"},
    {Fault::no_reader, "no_reader"},
    {Fault::reader_busy, "reader_busy"},
    {Fault::service_down, "service_down"},
    {Fault::timeout, "timeout"},
    {Fault::interrupted, "interrupted"},
    {Fault::access_denied, "access_denied"},
    {Fault::malformed_card, "malformed_card"},
    {Fault::internal, "internal"},
}};

// Commands whose data are a PIN (ISO/IEC 7816-4:2020, 11.5; 5E is the card's own CHANGE PIN), in any class.
// An odd instruction is its even neighbour with data objects.
constexpr std::array<std::uint8_t, 6> pin_instructions{0x20, 0x24, 0x26, 0x28, 0x2C, 0x5E};
constexpr std::string_view hidden_byte = "**";

/// How many bytes at the front of a command are no PIN.
std::size_t shown_size(ByteView command) noexcept {
    constexpr std::size_t header_and_lc = 5;
    const bool pin = command.size() > header_and_lc &&
                     std::find(pin_instructions.begin(), pin_instructions.end(), command[1] & 0xFEU) !=
                         pin_instructions.end();
    return pin ? header_and_lc : command.size();
}

/// The first bytes of a command, and ** for the others.
std::string with_hidden(ByteView shown, std::size_t size) {
    auto text = spaced_hex(shown);
    for (auto hidden = size - shown.size(); hidden > 0; --hidden) text.append(" ").append(hidden_byte);
    return text;
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// A line without the remark that a number sign or two blanks begin. Nothing when bytes follow two blanks:
/// whoever lines up a status word in a column of its own must not lose it.
std::optional<std::string_view> without_remark(std::string_view line) {
    line = trimmed(line.substr(0, line.find('#')));
    const auto gap = line.find("  ");
    if (gap == std::string_view::npos) return line;
    const auto remark = trimmed(line.substr(gap));
    if (from_hex(remark.substr(0, remark.find(' ')))) return std::nullopt;
    return trimmed(line.substr(0, gap));
}

/// Takes the hidden bytes off the end of a command and counts them.
std::size_t take_hidden(std::string_view& content) {
    std::size_t count = 0;
    for (; content.ends_with(hidden_byte); ++count)
        content = trimmed(content.substr(0, content.size() - hidden_byte.size()));
    return count;
}

auto wrong_line(std::size_t line) {
    return fail(Fault::input, "read recording", msgid("line {0} of the recording makes no sense"),
                {std::to_string(line)}, msgid("see docs/recording.md for the form"));
}

}  // namespace

std::string spaced_hex(ByteView bytes) {
    std::string text;
    for (const auto byte : bytes) text += fmt::format("{}{:02X}", text.empty() ? "" : " ", byte);
    return text;
}

std::string shown_command(ByteView command) {
    return with_hidden(command.first(shown_size(command)), command.size());
}

std::string_view fault_name(Fault fault) noexcept {
    const auto* known = std::find_if(fault_names.begin(), fault_names.end(),
                                     [&](const auto& entry) { return entry.first == fault; });
    return known == fault_names.end() ? std::string_view{} : known->second;
}

Recorder::Recorder(Transport& inner, std::ostream& out, Redaction* redaction)
    : inner_{&inner}, out_{&out}, redaction_{redaction} {
    const auto atr = inner.atr();
    *out_ << "# sscard recording 1: "
          << (redaction_ != nullptr ? "redacted, the person in it is invented"
                                    : "holds what the card said, personal data too")
          << "\natr: " << spaced_hex(redaction_ != nullptr ? redaction_->atr(atr) : atr)
          << "\nprotocol: " << name(inner.protocol()) << std::endl;
}

Result<Bytes> Recorder::transmit(ByteView command) {
    const auto shown = command.first(shown_size(command));  // all that is looked at, or copied
    const auto said = redaction_ != nullptr ? redaction_->command(shown) : Bytes{shown.begin(), shown.end()};
    *out_ << "> " << with_hidden(said, command.size()) << std::endl;
    auto answer = inner_->transmit(command);
    if (answer) {
        *out_ << "< " << spaced_hex(redaction_ != nullptr ? redaction_->answer(shown, *answer) : *answer)
              << std::endl;
    } else {
        const auto fault = fault_name(answer.error().fault);
        *out_ << "! " << (fault.empty() ? fault_name(Fault::internal) : fault) << std::endl;
    }
    return answer;
}

Result<std::unique_ptr<Replay>> Replay::parse(std::string_view text) {
    std::unique_ptr<Replay> replay{new Replay};  // the constructor is private
    std::optional<Step> open;                    // a command still without its answer
    bool atr_known = false;
    bool protocol_known = false;
    // One recording is one card: its head stands before the first command, and may be said again, not
    // changed.
    const auto settle = [&](auto& value, bool& known, const auto& now) {
        if ((known || open || !replay->steps_.empty()) && value != now) return false;
        value = now;
        return known = true;
    };
    std::size_t number = 0;
    while (!text.empty()) {
        ++number;
        const auto end = text.find('\n');
        const auto said = without_remark(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (!said) return wrong_line(number);
        const auto line = *said;
        if (line.empty()) continue;

        auto content = trimmed(line.substr(std::min(line.find_first_of(":><!") + 1, line.size())));
        const auto hidden = line.front() == '>' ? take_hidden(content) : 0;
        const auto bytes = from_hex(content);
        if (line.starts_with("atr:") && bytes) {
            if (!settle(replay->atr_, atr_known, *bytes)) return wrong_line(number);
        } else if (line == "protocol: T=0" || line == "protocol: T=1") {
            const auto protocol = line.back() == '0' ? Protocol::t0 : Protocol::t1;
            if (!settle(replay->protocol_, protocol_known, protocol)) return wrong_line(number);
        } else if (line.front() == '>' && bytes && !open) {
            open = Step{number, *bytes, hidden, Bytes{}};
        } else if (line.front() == '<' && bytes && open) {
            open->answer = *bytes;
            replay->steps_.push_back(*std::exchange(open, std::nullopt));
        } else if (line.front() == '!' && open) {
            const auto* known = std::find_if(fault_names.begin(), fault_names.end(),
                                             [&](const auto& entry) { return entry.second == content; });
            if (known == fault_names.end()) return wrong_line(number);
            open->answer = fail(known->first, "replay");
            replay->steps_.push_back(*std::exchange(open, std::nullopt));
        } else {
            return wrong_line(number);
        }
    }
    if (open) return wrong_line(open->line);
    return replay;
}

bool Replay::Step::fits(ByteView asked) const noexcept {
    return asked.size() == command.size() + hidden &&
           std::equal(command.begin(), command.end(), asked.begin());
}

Result<Bytes> Replay::transmit(ByteView command) {
    const auto complain = [this](const char* sentence, std::vector<std::string> words = {}) {
        if (complaint_.empty())
            complaint_ = fmt::format(fmt::runtime(sentence), words.empty() ? std::string{} : words.front());
        return fail(Fault::malformed_card, "replay", sentence, std::move(words),
                    msgid("Play it back with the command that it was recorded with."));
    };
    if (next_ == steps_.size()) return complain(msgid("a command after the last line of the recording"));
    const auto& step = steps_[next_];
    if (!step.fits(command))
        return complain(msgid("another command than in line {0} of the recording"),
                        {std::to_string(step.line)});
    ++next_;
    return step.answer;
}

std::string Replay::complaint() const {
    if (!complaint_.empty() || next_ == steps_.size()) return complaint_;
    return fmt::format("line {} of the recording was never reached", steps_[next_].line);
}

}  // namespace sscard::apdu
