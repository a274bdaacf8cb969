#include <sscard/card/bank_account.hpp>

#include "clean.hpp"
#include "harmless.hpp"
#include "promise.hpp"
#include "said.hpp"

using namespace sscard;
using namespace sscard::card;

namespace {

constexpr std::size_t longest_number = 38;  // digits of track 2

void fit_to_be_shown(const BankAccount& account) {
    const auto& number = account.number;
    PROMISE(!number || (!number->empty() && number->size() <= longest_number));
    PROMISE(!number || number->find_first_not_of("0123456789") == std::string::npos);
    PROMISE(account.warnings.size() <= 2);
    for (const auto code : account.warnings) PROMISE(!code.empty() && fuzz::is_clean(code));
}

/// A reading that may also ask for the processing options; nothing that spends, authenticates or tries.
void of_a_bank(const std::vector<Bytes>& commands) {
    constexpr std::uint8_t options = 0xA8;
    std::vector<Bytes> others;
    for (const auto& command : commands) {
        PROMISE(command.size() > 3 && command[1] != 0xB0);
        const bool asks_options = command[1] == options;
        PROMISE(command[0] == (asks_options ? 0x80 : 0x00));
        if (!asks_options) others.push_back(command);
    }
    fuzz::harmless(others, max_bank_exchanges);
    PROMISE(commands.size() <= max_bank_exchanges);
}

}  // namespace

/// The look-up of the account on a card that says whatever the input holds.
int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::Input input{data, size};
    const auto how = input.byte();
    Environment environment;
    environment.under_mf = (how & 2U) != 0;
    environment.wants_select_le = (how & 4U) != 0;
    fuzz::Said card{input, (how & 1U) != 0 ? apdu::Protocol::t1 : apdu::Protocol::t0};
    const auto account = read_bank_account(card, environment);
    of_a_bank(card.asked());
    if (!account) {
        PROMISE(card.failed() || account.error().fault == Fault::malformed_card ||
                account.error().fault == Fault::card_blocked);
        return 0;
    }
    fit_to_be_shown(*account);
    return 0;
}
