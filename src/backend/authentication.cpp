#include "authentication.hpp"

#include <algorithm>
#include <array>
#include <sscard/issuer_keys/test_keys.hpp>

namespace sscard::backend {

namespace {

using issuer_keys::Block;
using issuer_keys::Cipher;
using issuer_keys::Purpose;

constexpr std::size_t identification_size = 16;
constexpr std::array<std::uint8_t, 4> test_mark{0xFF, 0xFF, 0xFF,
                                                0xFF};  // in place of the authentication code

bool is_test_card(ByteView identification_number) noexcept {
    return identification_number.size() == identification_size &&
           std::equal(test_mark.begin(), test_mark.end(),
                      identification_number.last(test_mark.size()).begin());
}

std::optional<Cipher> cipher_of(card::Algorithm algorithm) noexcept {
    switch (algorithm) {
        case card::Algorithm::triple_des:
            return Cipher::triple_des;
        case card::Algorithm::sm4:
            return Cipher::sm4;
        case card::Algorithm::ssf33:
            return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

card::Answers answers_with_test_keys(const card::Challenges& challenges) {
    const auto cipher = cipher_of(challenges.algorithm);
    const auto card_factor = issuer_keys::card_factor(challenges.historical_bytes);
    if (!cipher || !card_factor) return {};
    const auto value = [&](Purpose purpose, const card::Challenge& challenge) {
        const auto key = issuer_keys::diversified(*cipher, issuer_keys::test_key(purpose), *card_factor);
        const auto session = issuer_keys::session_key(*cipher, key, challenge.factor);
        return issuer_keys::authentication_value(*cipher, session, challenge.raw);
    };
    return {value(Purpose::internal_authentication, challenges.internal),
            value(Purpose::reading_the_holder, challenges.external)};
}

Result<card::Answers> TestCardAuthenticator::answer(const card::Challenges& challenges,
                                                    const Patience& patience) {
    if (!is_test_card(challenges.identification_number)) return card::Answers{};
    const std::lock_guard guard{*guard_};
    if (auto ready = books_->wait_within(patience); !ready)
        return tl::unexpected<Error>{std::move(ready).error()};
    const auto issued = books_->has_issued(to_hex(challenges.identification_number), patience);
    if (!issued) return tl::unexpected<Error>{issued.error()};
    return *issued ? answers_with_test_keys(challenges) : card::Answers{};
}

}  // namespace sscard::backend
