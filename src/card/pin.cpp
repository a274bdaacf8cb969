#include <algorithm>
#include <array>
#include <initializer_list>
#include <sscard/apdu/response.hpp>
#include <sscard/card/pin.hpp>

namespace sscard::card {
namespace {

using Kind = PinState::Kind;
using Header = std::array<std::uint8_t, 4>;

constexpr const char* ask_step = "ask about the PIN";
constexpr const char* verify_step = "verify the PIN";
constexpr const char* change_step = "change the PIN";

constexpr Header verify_header{0x00, 0x20, 0x00, 0x00};
constexpr Header change_header{0x80, 0x5E, 0x01, 0x00};
constexpr std::uint8_t between_pins[] = {0xFF};

/// How an answer to VERIFY without data is meant; the first line that fits counts.
struct StateEntry {
    std::uint16_t number;
    std::uint16_t mask;
    Kind kind;
};
constexpr StateEntry states[] = {
    {0x63C0, 0xFFFF, Kind::locked},      // no try is left
    {0x63C0, 0xFFF0, Kind::set},         // so many tries
    {0x6983, 0xFFFF, Kind::locked},      // method blocked
    {0x9000, 0xFFFF, Kind::not_needed},  // nothing to verify
    {0x6A88, 0xFFFF, Kind::none},        // no reference data
    {0x6D00, 0xFF00, Kind::none},        // no such instruction
    {0x6E00, 0xFF00, Kind::none},        // no such class
};
constexpr std::uint16_t tries_left = 0x000F;  // of 63Cx

const StateEntry* meaning_of(apdu::StatusWord status) noexcept {
    const auto* const found = std::find_if(std::begin(states), std::end(states), [&](const auto& entry) {
        return (status.value & entry.mask) == entry.number;
    });
    return found == std::end(states) ? nullptr : found;
}

/// Header, Lc and data in one buffer that is wiped. Under T=0 and T=1 alike there is no Le.
Secret command_of(const Header& header, std::initializer_list<ByteView> parts) {
    std::size_t size = 0;
    for (const auto part : parts) size += part.size();
    Secret command{Bytes(header.size() + 1 + size)};
    auto at = std::copy(header.begin(), header.end(), command.fill().begin());
    *at++ = static_cast<std::uint8_t>(size);
    for (const auto part : parts) at = std::copy(part.begin(), part.end(), at);
    return command;
}

/// One transmission, whatever the answer: neither 6Cxx nor 61xx is followed.
Result<apdu::StatusWord> send_once(apdu::Transport& card, const Secret& command) {
    const auto answer = card.transmit(command.reveal());
    if (!answer) return tl::unexpected{answer.error()};
    const auto response = apdu::Response::parse(*answer);
    if (!response) return tl::unexpected{response.error()};
    return response->status;
}

tl::unexpected<Error> refusal(const char* step, apdu::StatusWord status, const char* sentence,
                              std::vector<std::string> words = {}, const char* cure = nullptr) {
    return tl::unexpected{Error{Fault::pin, step, status.value}.because(sentence, std::move(words), cure)};
}

constexpr const char* ask_issuer =
    msgid("Only the issuer can unlock it: send the holder to the issuing office.");

/// What the card says to a PIN.
Result<void> verdict(const char* step, apdu::StatusWord status) {
    if (status.ok()) return {};
    const auto* const entry = meaning_of(status);
    if (entry != nullptr && entry->kind == Kind::set)
        return refusal(step, status, msgid("the PIN is wrong; tries left: {0}"),
                       {std::to_string(status.value & tries_left)});
    if (entry != nullptr && entry->kind == Kind::locked)
        return refusal(step, status, msgid("the PIN was not accepted, and it is locked now"), {}, ask_issuer);
    return refusal(step, status, msgid("the card does not take the PIN"), {},
                   msgid("Look how it stands with: sscard pin tries"));
}

}  // namespace

Result<Pin> Pin::from_digits(ByteView text) {
    const bool digits = std::all_of(text.begin(), text.end(), [](auto c) { return c >= '0' && c <= '9'; });
    if (!digits || text.size() < least_digits || text.size() > most_digits) {
        return fail(Fault::usage, "enter the PIN", msgid("a PIN is 4 to 16 digits and nothing else"), {},
                    msgid("It was not sent. Enter it again."));
    }
    Secret packed{Bytes((text.size() + 1) / 2)};
    for (std::size_t i = 0; i < packed.fill().size(); ++i) {
        const auto high = static_cast<unsigned>(text[2 * i] - '0');
        const auto low = 2 * i + 1 < text.size() ? static_cast<unsigned>(text[2 * i + 1] - '0') : 0x0FU;
        packed.fill()[i] = static_cast<std::uint8_t>(high << 4U | low);
    }
    return Pin{std::move(packed)};
}

bool Pin::operator==(const Pin& other) const noexcept {
    return std::equal(reveal().begin(), reveal().end(), other.reveal().begin(), other.reveal().end());
}

Result<PinState> ask_pin_state(apdu::Transport& card) {
    const auto status = send_once(card, command_of(verify_header, {}));
    if (!status) return tl::unexpected{status.error()};
    const auto* const entry = meaning_of(*status);
    if (entry == nullptr)
        return refusal(ask_step, *status, msgid("the card does not say how many tries its PIN has left"), {},
                       msgid("Without that no PIN is sent to it."));
    return PinState{entry->kind, entry->kind == Kind::set ? status->value & tries_left : 0U};
}

Result<void> may_try(const PinState& state, LastTry last_try) {
    switch (state.kind) {
        case Kind::none:
            return fail(Fault::pin, ask_step, msgid("the card has no PIN"), {},
                        msgid("There is nothing to do."));
        case Kind::not_needed:
            return fail(Fault::pin, ask_step,
                        msgid("the card asks for no PIN: none is set, or it was verified already"), {},
                        msgid("Take the card out and insert it again to find out which."));
        case Kind::locked:
            return fail(Fault::pin, ask_step, msgid("the PIN is locked"), {}, ask_issuer);
        case Kind::set:
            break;
    }
    if (state.tries_left < 2 && last_try == LastTry::kept) {
        return fail(Fault::pin, ask_step, msgid("one try is left, and a wrong PIN would lock it"), {},
                    msgid("Only where the holder is sure of it: --last-try."));
    }
    return {};
}

Result<void> verify_pin(apdu::Transport& card, const Pin& pin) {
    const auto status = send_once(card, command_of(verify_header, {pin.reveal()}));
    if (!status) return tl::unexpected{status.error()};
    return verdict(verify_step, *status);
}

Result<void> change_pin(apdu::Transport& card, const Pin& current, const Pin& replacement) {
    auto status =
        send_once(card, command_of(change_header, {current.reveal(), between_pins, replacement.reveal()}));
    if (!status) {
        return tl::unexpected{
            std::move(status.error())
                .because(msgid("the card gave no answer: whether the PIN was changed is not known"), {},
                         msgid("Try the new one with: sscard pin verify"))};
    }
    return verdict(change_step, *status);
}

Result<PinState> use_pin(apdu::Transport& card, const PinUse& use) {
    auto state = ask_pin_state(card);
    if (!state || state->kind == Kind::none || state->kind == Kind::not_needed) return state;
    if (auto allowed = may_try(*state, use.last_try); !allowed)
        return tl::unexpected{std::move(allowed.error())};
    const auto pin = use.enter();
    if (!pin) return tl::unexpected{pin.error()};
    if (auto verified = verify_pin(card, *pin); !verified) return tl::unexpected{std::move(verified.error())};
    return state;
}

}  // namespace sscard::card
