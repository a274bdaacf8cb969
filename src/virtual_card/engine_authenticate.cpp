#include <algorithm>
#include <sscard/apdu/atr.hpp>
#include <sscard/issuer_keys/test_keys.hpp>
#include <sscard/virtual_card/engine.hpp>
#include <utility>

#include "answers.hpp"

/// INTERNAL and EXTERNAL AUTHENTICATE.
namespace sscard::virtual_card {

using apdu::Command;
using apdu::Response;
using issuer_keys::Block;
using issuer_keys::Cipher;
using issuer_keys::Purpose;

namespace {

constexpr std::size_t number_size = 8;

Block block_from(ByteView bytes) noexcept {
    Block block{};
    std::copy_n(bytes.begin(), block.size(), block.begin());
    return block;
}

/// What the card makes of two numbers with its key. SSF33 never comes here.
Bytes value_of(const CardFile& card, Purpose purpose, ByteView factor, ByteView raw) {
    const auto cipher = card.algorithm == Algorithm::sm4 ? Cipher::sm4 : Cipher::triple_des;
    auto master = issuer_keys::test_key(purpose);
    if (!card.authentication->genuine) std::reverse(master.begin(), master.end());
    const auto historical = apdu::Atr::parse(card.atr).value().historical;
    const auto key = issuer_keys::diversified(cipher, master, issuer_keys::card_factor(historical).value());
    const auto session = issuer_keys::session_key(cipher, key, block_from(factor));
    const auto value = issuer_keys::authentication_value(cipher, session, block_from(raw));
    return {value.begin(), value.end()};
}

}  // namespace

/// Whether there are keys to authenticate with; status word.
std::uint16_t Engine::keys_here() const noexcept {
    if (!file_.authentication || !in_environment()) return sw::key_not_found;
    return file_.algorithm == Algorithm::ssf33 ? sw::not_supported : sw::done;  // SSF33 is not public
}

Response Engine::internal_authenticate(const Command& command) {
    if (command.p1 != 0 || command.p2 != 0) return answer(sw::wrong_p1_p2);
    if (const auto status = keys_here(); status != sw::done) return answer(status);
    if (command.data.size() != 2 * number_size) return answer(sw::wrong_length);
    challenges_ = {};
    const ByteView data{command.data};
    return deliver(
        value_of(file_, Purpose::internal_authentication, data.first(number_size), data.last(number_size)),
        command);
}

Response Engine::external_authenticate(const Command& command) {
    constexpr std::uint8_t reader_key = 0x0A;
    if (command.p1 != 0) return answer(sw::wrong_p1_p2);
    if (command.p2 != reader_key) return answer(sw::key_not_found);
    if (const auto status = keys_here(); status != sw::done) return answer(status);
    auto& tries = file_.authentication->tries;
    const bool asks = asks_state(command);
    if (!asks && command.data.size() != 2 * number_size) return answer(sw::wrong_length);
    if (tries.locked()) return answer(sw::locked);
    if (asks) return answer(reader_authenticated_ ? sw::done : sw::tries_left(tries.left));

    const auto [raw, factor] = std::exchange(challenges_, {});
    if (raw.empty() || factor.empty()) return answer(sw::conditions);
    auto expected = value_of(file_, Purpose::reading_the_holder, factor, raw);
    expected.insert(expected.end(), raw.begin(), raw.end());
    reader_authenticated_ = expected == command.data;
    if (reader_authenticated_) {
        tries.right();
        return answer(sw::done);
    }
    tries.wrong();
    return answer(sw::tries_left(tries.left));
}

}  // namespace sscard::virtual_card
