#include <sscard/card/reading.hpp>

#include "clean.hpp"
#include "harmless.hpp"
#include "promise.hpp"
#include "said.hpp"

using namespace sscard;
using namespace sscard::card;

namespace {

FieldSet fields_of(std::uint16_t left_out) noexcept {
    return FieldSet{static_cast<unsigned long long>(static_cast<std::uint16_t>(~left_out))};
}

void fit_to_be_shown(const Reading& reading, const FieldSet& wanted) {
    for (const auto& entry : field_table()) {
        const auto& value = reading[entry.field];
        if (!value) continue;
        PROMISE(wanted.test(index(entry.field)));
        PROMISE(!value->empty() && fuzz::is_clean(*value));
    }
    PROMISE(reading.warnings.size() <= 3 * field_count);
    for (const auto& warning : reading.warnings) {
        PROMISE(!warning.code.empty() && wanted.test(index(warning.field)));
        PROMISE(fuzz::is_hex(warning.raw));
    }
}

/// An issuer that says whatever the input holds.
class FuzzedIssuer final : public CardAuthenticator {
public:
    explicit FuzzedIssuer(fuzz::Input& input) noexcept : input_{&input} {}

    Result<Answers> answer(const Challenges& challenges, const Patience& /*patience*/) override {
        PROMISE(challenges.identification_number.size() == 16);
        const auto kind = input_->byte();
        if ((kind & 1U) != 0) return fail(Fault::backend_unreachable, "authenticate");
        Answers answers;
        // Often the right one, which no fuzzer guesses: what the card was asked to cipher.
        if ((kind & 2U) != 0) answers.internal_response = challenges.internal.raw;
        if ((kind & 4U) != 0) answers.external_authentication = challenges.external.factor;
        return answers;
    }

private:
    fuzz::Input* input_;
};

}  // namespace

/// The whole reading of a card that says whatever the input holds.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input{data, size};
    const auto kind = input.byte();
    const auto protocol = (kind & 1U) != 0 ? apdu::Protocol::t1 : apdu::Protocol::t0;
    const bool answered_for = (kind & 2U) != 0;
    const auto wanted = fields_of(input.word());

    const StopFlag never{false};
    FuzzedIssuer authenticator{input};
    const Issuer issuer{[&]() -> Result<CardAuthenticator*> { return &authenticator; },
                        Patience{std::chrono::seconds{30}, never}};
    fuzz::Said card{input, protocol};
    const auto reading = read_card(card, wanted, "2026-01-01", {}, answered_for ? &issuer : nullptr);
    fuzz::harmless(
        card.asked(), max_exchanges,
        answered_for ? std::span<const std::uint8_t>{fuzz::reading_with_issuer} : fuzz::reading_alone);
    if (!reading) {
        PROMISE(card.failed() || fuzz::documented(reading.error().fault) ||
                reading.error().fault == Fault::backend_unreachable);
        PROMISE(reading.error().step.size() <= 40);
        return 0;
    }
    fit_to_be_shown(*reading, wanted);

    // Another card in the same slot, read with the habits of the first: it may answer all the same.
    fuzz::Said second{input, protocol};
    const auto again = read_card(second, wanted, "2026-01-01", reading->habits);
    fuzz::harmless(second.asked(), max_exchanges);
    if (again) fit_to_be_shown(*again, wanted);
    return 0;
}
