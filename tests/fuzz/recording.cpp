#include <sscard/apdu/recording.hpp>
#include <sscard/card/reading.hpp>
#include <sstream>

#include "input.hpp"
#include "promise.hpp"

using namespace sscard;

namespace {

constexpr std::size_t longest_complaint = 80;  // a sentence and a line number, no bytes of the card

/// The commands of the text, as far as they can be told without the parser under test.
std::vector<Bytes> commands_of(std::string_view text) {
    std::vector<Bytes> commands;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (!line.starts_with("> ")) continue;
        line.remove_prefix(2);
        line = line.substr(0, line.find("  "));
        if (auto bytes = from_hex(line)) commands.push_back(*std::move(bytes));
    }
    return commands;
}

/// Asks for everything in the recording and writes the conversation down.
std::string recorded(apdu::Replay& replay, const std::vector<Bytes>& commands) {
    std::ostringstream out;
    apdu::Recorder recorder{replay, out};
    for (const auto& command : commands) {
        const auto answer = recorder.transmit(command);
        if (!answer) PROMISE(!apdu::fault_name(answer.error().fault).empty());
    }
    PROMISE(replay.complaint().size() <= longest_complaint);
    return out.str();
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text{reinterpret_cast<const char*>(data), size};
    const auto replay = apdu::Replay::parse(text);
    if (!replay) {
        PROMISE(replay.error().fault == Fault::input && !replay.error().words.empty());
        return 0;
    }

    // What the recorder writes, the replay reads, and it plays what was played.
    const auto commands = commands_of(text);
    const auto copy = recorded(**replay, commands);
    const auto second = apdu::Replay::parse(copy);
    PROMISE(second);
    PROMISE(recorded(**second, commands) == copy);
    PROMISE((*second)->complaint().empty());

    const auto third = apdu::Replay::parse(text);
    PROMISE(third);
    const auto reading = card::read_card(**third, card::all_fields(), "2026-01-01");
    if (!reading) PROMISE(!reading.error().step.empty());
    PROMISE((*third)->complaint().size() <= longest_complaint);
    return 0;
}
