#include <algorithm>
#include <sscard/virtual_card/engine.hpp>

#include "answers.hpp"

/// VERIFY and CHANGE PIN, and what they give the right to.
namespace sscard::virtual_card {

using apdu::Command;
using apdu::Response;

namespace {

constexpr std::size_t least_pin = 2;  // bytes: 4 digits
constexpr std::size_t most_pin = 8;

/// Digits two a byte, the last half byte may be F.
bool packed_digits(ByteView value) noexcept {
    const auto last = value.size() - 1;
    for (std::size_t i = 0; i < value.size(); ++i) {
        const auto low = value[i] & 0x0FU;
        if ((value[i] >> 4U) > 9 || (low > 9 && (i != last || low != 0x0F))) return false;
    }
    return true;
}

bool contains(const DedicatedFile& from, const DedicatedFile& wanted) noexcept {
    return &from == &wanted ||
           std::any_of(from.dedicated.begin(), from.dedicated.end(),
                       [&](const auto& child) { return !child.stands_alone && contains(child, wanted); });
}

}  // namespace

bool Engine::in_environment() const noexcept {
    return environment_ != nullptr && contains(*environment_, *directory_);
}

void Engine::forget_rights() noexcept {
    pin_verified_ = reader_authenticated_ = false;
    challenges_ = {};
}

/// Status word that reading the file gets, `done` when it may be read.
std::uint16_t Engine::may_read(const ElementaryFile& file) const noexcept {
    if (directory_->needs_processing_options && !processing_) return sw::conditions;
    const bool allowed = file.read == ReadRight::free ||
                         (file.read == ReadRight::pin && (!file_.pin || pin_verified_)) ||
                         (file.read == ReadRight::reader_key && reader_authenticated_);
    return allowed ? sw::done : file_.protected_status;
}

/// No data at all: the command asks how the reference data stands.
bool Engine::asks_state(const Command& command) const noexcept {
    return command.data.empty() && (!command.expected || asked(command) == 256);
}

/// Compares with the PIN and counts; status word.
std::uint16_t Engine::try_pin(ByteView value) noexcept {
    auto& tries = file_.pin->tries;
    if (tries.locked()) return sw::locked;
    if (std::equal(value.begin(), value.end(), file_.pin->value.begin(), file_.pin->value.end())) {
        tries.right();
        return sw::done;
    }
    tries.wrong();
    pin_verified_ = false;
    return sw::tries_left(tries.left);
}

Response Engine::verify(const Command& command) {
    if (command.p1 != 0 || command.p2 != 0) return answer(sw::wrong_p1_p2);
    if (!in_environment()) return answer(sw::key_not_found);
    if (asks_state(command)) {
        if (!file_.pin) return answer(sw::done);
        if (file_.pin->tries.locked()) return answer(sw::locked);
        return answer(pin_verified_ ? sw::done : sw::tries_left(file_.pin->tries.left));
    }
    if (command.data.size() < least_pin || command.data.size() > most_pin) return answer(sw::wrong_length);
    if (!file_.pin) return answer(sw::key_not_found);
    const auto status = try_pin(command.data);
    if (status == sw::done) pin_verified_ = true;
    return answer(status);
}

Response Engine::change_pin(const Command& command) {
    constexpr std::uint8_t separator = 0xFF;
    if (command.p1 != 1 || command.p2 != 0) return answer(sw::wrong_p1_p2);
    if (!in_environment() || !file_.pin) return answer(sw::key_not_found);
    if (command.data.size() < 3 || command.data.size() > 2 * most_pin + 1) return answer(sw::wrong_length);
    const auto middle = std::find(command.data.begin(), command.data.end(), separator);
    if (middle == command.data.end()) return answer(sw::wrong_data);
    const Bytes changed(middle + 1, command.data.end());
    if (changed.size() < least_pin || changed.size() > most_pin || !packed_digits(changed))
        return answer(sw::wrong_data);
    const auto status = try_pin(Bytes(command.data.begin(), middle));
    if (status == sw::done) file_.pin->value = changed;
    return answer(status);
}

}  // namespace sscard::virtual_card
