#include <algorithm>
#include <sscard/apdu/atr.hpp>
#include <sscard/card/authentication.hpp>

#include "ask.hpp"
#include "commands.hpp"

namespace sscard::card {
namespace {

using apdu::Response;
using apdu::StatusClass;

/// A key that is locked (6983) is an answer like others; a card that is locked ends the dialogue.
Result<Response> unlocked(Result<Response> response) {
    if (response && (response->status.value == 0x9303 || response->status.value == 0x6283))
        return fail(Fault::card_blocked, "authenticate", response->status.value);
    return response;
}

/// A random number of the card; nothing when the card does not give any.
Result<std::optional<Block>> challenge_of(apdu::Transport& card) {
    Block block{};
    const auto response = unlocked(exchange(card, get_challenge(block.size())));
    if (!response) return tl::unexpected{response.error()};
    if (!response->ok()) return std::nullopt;
    if (response->data.size() != block.size())
        return fail(Fault::malformed_card, "GET CHALLENGE", response->status.value);
    std::copy(response->data.begin(), response->data.end(), block.begin());
    return block;
}

/// Two of them: the first is `raw`, the second `factor`.
Result<std::optional<Challenge>> challenges_of(apdu::Transport& card) {
    const auto raw = challenge_of(card);
    if (!raw) return tl::unexpected{raw.error()};
    if (!*raw) return std::nullopt;
    const auto factor = challenge_of(card);
    if (!factor) return tl::unexpected{factor.error()};
    if (!*factor) return std::nullopt;
    return Challenge{**factor, **raw};
}

Bytes joined(const Block& first, const Block& second) {
    Bytes bytes{first.begin(), first.end()};
    bytes.insert(bytes.end(), second.begin(), second.end());
    return bytes;
}

/// How many wrong values of key 0A the card still takes; nothing when it does not say.
Result<std::optional<unsigned>> tries_of(apdu::Transport& card) {
    const auto response = unlocked(ask_once(card, ask_external_authentication(reader_key_id)));
    if (!response) return tl::unexpected{response.error()};
    const auto kind = classify(response->status);
    if (kind == StatusClass::tries_left) return response->status.value & 0x0FU;
    if (kind == StatusClass::blocked) return 0;
    return std::nullopt;
}

/// One card and its issuer.
class Dialogue {
public:
    Dialogue(apdu::Transport& card, const CardKeys& keys, CardAuthenticator& issuer, const Patience& patience)
        : card_{card}, issuer_{issuer}, patience_{patience}, cipher_named_{keys.named} {
        challenges_.identification_number = keys.identification_number;
        challenges_.algorithm = keys.algorithm;
        if (auto atr = apdu::Atr::parse(card.atr()))
            challenges_.historical_bytes = std::move(atr->historical);
    }

    Result<Authentication> run(bool open_holder) {
        if (open_holder) {
            // Before the challenges: what comes between them and their use could make them worthless.
            const auto tries = tries_of(card_);
            if (!tries) return tl::unexpected{tries.error()};
            tries_ = *tries;
        }
        const auto asked = ask_the_card();
        if (!asked) return tl::unexpected{asked.error()};
        if (!*asked) return result_;
        const auto answers = issuer_.answer(challenges_, patience_);
        if (!answers) return tl::unexpected{answers.error()};
        judge(answers->internal_response);
        const bool may_open = open_holder && external_given_ &&
                              result_.genuine.value_or(!answers->internal_response && tries_.has_value());
        if (may_open && answers->external_authentication) {
            if (auto done = use_key(*answers->external_authentication); !done)
                return tl::unexpected{std::move(done.error())};
        }
        return result_;
    }

private:
    /// Whether challenges came that the issuer can answer, and what the card made of them.
    Result<bool> ask_the_card() {
        const auto internal = challenges_of(card_);
        if (!internal) return tl::unexpected{internal.error()};
        if (!*internal) return false;
        challenges_.internal = **internal;
        const auto response = unlocked(exchange(
            card_, internal_authenticate(joined(challenges_.internal.factor, challenges_.internal.raw))));
        if (!response) return tl::unexpected{response.error()};
        if (response->ok()) shown_ = response->data;
        const auto external = challenges_of(card_);
        if (!external) return tl::unexpected{external.error()};
        external_given_ = external->has_value();
        challenges_.external = external->value_or(Challenge{});
        return true;
    }

    /// A cipher that was only assumed can be wrong, and the card genuine all the same.
    void judge(const std::optional<Block>& right) {
        if (!right) return;
        const bool same = std::equal(shown_.begin(), shown_.end(), right->begin(), right->end());
        if (same || cipher_named_) result_.genuine = same;
    }

    /// EXTERNAL AUTHENTICATE: sent once, whatever the card says to it.
    Result<void> use_key(const Block& value) {
        constexpr unsigned enough = 2;
        if (tries_ && *tries_ < enough) {
            result_.reader_key = ReaderKey::too_few_tries;
            return {};
        }
        const auto command = external_authenticate(reader_key_id, joined(value, challenges_.external.raw));
        const auto response = unlocked(ask_once(card_, command));
        if (!response) return tl::unexpected{response.error()};
        result_.reader_key = response->ok() ? ReaderKey::accepted : ReaderKey::refused;
        return {};
    }

    apdu::Transport& card_;
    CardAuthenticator& issuer_;
    const Patience& patience_;
    Challenges challenges_;
    std::optional<unsigned> tries_;
    Bytes shown_;  // the card's answer to INTERNAL AUTHENTICATE; empty when it refused
    bool external_given_ = false;
    bool cipher_named_;
    Authentication result_;
};

}  // namespace

Result<Authentication> authenticate(apdu::Transport& card, const CardKeys& keys, CardAuthenticator& issuer,
                                    const Patience& patience, bool open_holder) {
    return Dialogue{card, keys, issuer, patience}.run(open_holder);
}

}  // namespace sscard::card
