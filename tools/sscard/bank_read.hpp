#pragma once

#include <sscard/card/application.hpp>
#include <string_view>

#include "report.hpp"
#include "verb.hpp"

/// `sscard read --fields bank.account`: the account in the bank's application of the same chip.
namespace sscard::tool {

struct BankOptions {
    bool show_account = false;  // in full

    /// Fault::usage when the account is to be shown and was not asked for.
    Result<void> prepare(bool account_wanted) const;
};

void add_bank_options(Verb verb, BankOptions& options);

/// Whether a name of `--fields` stands for the account: "bank.account", or its section.
bool names_bank_account(std::string_view name) noexcept;

/// Reads the account and adds it to the report, masked unless the options say otherwise.
Result<void> read_account(apdu::Transport& card, const card::Environment& environment,
                          const BankOptions& options, Report& report);

}  // namespace sscard::tool
