#include <algorithm>
#include <array>
#include <sscard/virtual_card/engine.hpp>
#include <utility>

#include "answers.hpp"
#include "tree.hpp"

namespace sscard::virtual_card {

using apdu::Command;
using apdu::Protocol;
using apdu::Response;

struct Engine::Instruction {
    std::uint8_t cla;
    std::uint8_t ins;
    Handler handler;
};

Engine::Engine(CardFile file)
    : file_{std::move(file)}, faults_{file_.faults}, environment_{card_directory(file_.master)} {
    reset();
}

void Engine::reset() noexcept {
    directory_ = &file_.master;
    elementary_ = nullptr;
    record_ = 0;
    processing_ = false;
    waiting_.clear();
    forget_rights();
    random_ = file_.behaviour.challenge_seed;
}

Result<Bytes> Engine::transmit(ByteView command) {
    if (file_.mute) return fail(Fault::mute_card, "transmit");
    if (auto ordered = faults_.next()) {
        waiting_.clear();
        return *std::move(ordered);
    }
    auto [answer, status] = execute(command);
    answer.push_back(status.sw1());
    answer.push_back(status.sw2());
    return std::move(answer);
}

Response Engine::execute(ByteView bytes) {
    static constexpr std::uint8_t ins_get_response = 0xC0;
    static constexpr std::array instructions{
        Instruction{0x00, 0x20, &Engine::verify},
        Instruction{0x80, 0x5E, &Engine::change_pin},
        Instruction{0x00, 0x82, &Engine::external_authenticate},
        Instruction{0x00, 0x84, &Engine::get_challenge},
        Instruction{0x00, 0x88, &Engine::internal_authenticate},
        Instruction{0x00, 0xA4, &Engine::select},
        Instruction{0x80, 0xA8, &Engine::get_processing_options},
        Instruction{0x00, 0xB0, &Engine::read_binary},
        Instruction{0x00, 0xB2, &Engine::read_record},
        Instruction{0x00, ins_get_response, &Engine::get_response},
    };

    const auto command = Command::parse(bytes);
    // Data that waits is for the very next command (ISO/IEC 7816-4:2020, 11.7.2).
    if (!command || command->cla != 0x00 || command->ins != ins_get_response) waiting_.clear();
    if (!command || !well_formed(bytes, *command)) return answer(sw::wrong_length);
    const auto known = std::find_if(instructions.begin(), instructions.end(), [&](const Instruction& entry) {
        return entry.cla == command->cla && entry.ins == command->ins;
    });
    if (known == instructions.end())
        return answer(command->cla == 0x00 ? sw::unknown_instruction : sw::wrong_class);
    return (this->*known->handler)(*command);
}

/// T=0 carries neither extended lengths nor, in a command with data, Le (ISO/IEC 7816-3:2006, 12.2).
bool Engine::well_formed(ByteView bytes, const Command& command) const noexcept {
    const bool extended = bytes.size() > 5 && bytes[4] == 0;
    return file_.protocol != Protocol::t0 || (!extended && command.case_number() != 4);
}

Response Engine::get_response(const Command& command) {
    if (command.p1 != 0 || command.p2 != 0) return answer(sw::wrong_p1_p2);
    const auto asked_for = asked(command);
    if (asked_for == 0) return answer(sw::wrong_length);
    if (waiting_.empty()) return answer(sw::no_data);
    if (asked_for != waiting_.size()) return answer(sw::wrong_le(waiting_.size()));
    return {std::exchange(waiting_, {}), {sw::done}};
}

/// Data, not empty, in answer to a command with data: under T=0 it waits for GET RESPONSE.
Response Engine::deliver(const Bytes& data, const Command& command) {
    if (file_.protocol == Protocol::t0) {
        if (!file_.behaviour.get_response) return {data, {sw::done}};
        waiting_ = data;
        return answer(sw::more_data(waiting_.size()));
    }
    if (!command.expected) return answer(sw::done);
    if (*command.expected < data.size()) return answer(sw::wrong_le(data.size()));
    return {data, {sw::done}};
}

Response Engine::get_challenge(const Command& command) {
    static constexpr std::uint32_t usual = 8;
    if (command.p1 != 0 || command.p2 != 0) return answer(sw::wrong_p1_p2);
    const auto asked_for = asked(command);
    if (asked_for == 256) return answer(sw::wrong_le(usual));
    if (asked_for != 4 && asked_for != usual && asked_for != 16) return answer(sw::wrong_length);
    Response response{{}, {sw::done}};
    while (response.data.size() < asked_for) {
        // splitmix64: the same numbers on every machine for the same seed
        random_ += 0x9E3779B97F4A7C15U;
        auto mixed = (random_ ^ (random_ >> 30U)) * 0xBF58476D1CE4E5B9U;
        mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
        response.data.push_back(static_cast<std::uint8_t>((mixed ^ (mixed >> 31U)) & 0xFFU));
    }
    if (asked_for == usual)
        challenges_ = {std::move(challenges_[1]), response.data};
    else
        challenges_ = {};
    return response;
}

/// Bytes that a command without data asks for; 0 when it asks for none or has data. P3 = 00 is all there is
/// to say under T=0, so a command without Le asks for 256.
std::uint32_t Engine::asked(const Command& command) const noexcept {
    if (!command.data.empty()) return 0;
    return command.expected.value_or(file_.protocol == Protocol::t0 ? 256U : 0U);
}

/// The data when the command asks for exactly so much, otherwise 6Cxx, which cannot name more than 256.
Response Engine::exactly(Bytes data, std::uint32_t asked_for) const {
    const bool everything = asked_for == 256 || asked_for == Command::max_expected;
    if (data.size() == asked_for || data.size() > 256 ||
        (everything && file_.behaviour.le_zero == LeZero::data))
        return {std::move(data), {sw::done}};
    return answer(sw::wrong_le(data.size()));
}

}  // namespace sscard::virtual_card
