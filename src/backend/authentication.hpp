#pragma once

#include <mutex>
#include <sscard/card/authenticator.hpp>

#include "register.hpp"

namespace sscard::backend {

/// What the security module of an issuer of test cards answers: with the published test keys. Nothing where
/// no key can be made: SSF33 is not public, and an ATR without 8 historical bytes has no card factor.
card::Answers answers_with_test_keys(const card::Challenges& challenges);

/// Answers for the test cards of the register: those whose identification number ends in FFFFFFFF. The test
/// keys say nothing about any other card, so that nothing is answered for it.
class TestCardAuthenticator final : public card::CardAuthenticator {
public:
    /// Borrows both; `guard` is held while the register is read.
    TestCardAuthenticator(Register& books, std::mutex& guard) noexcept : books_{&books}, guard_{&guard} {}

    Result<card::Answers> answer(const card::Challenges& challenges, const Patience& patience) override;

private:
    Register* books_;
    std::mutex* guard_;
};

}  // namespace sscard::backend
