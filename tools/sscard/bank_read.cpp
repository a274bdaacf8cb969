#include "bank_read.hpp"

#include <sscard/card/bank_account.hpp>
#include <sscard/text/mask.hpp>

#include "language.hpp"
#include "reading_report.hpp"

namespace sscard::tool {
namespace {

constexpr std::string_view section = "bank";
constexpr std::string_view field = "bank.account";

void add_account(Report& report, const card::BankAccount& account, bool in_full) {
    std::optional<std::string> shown;
    if (account.number) shown = in_full ? *account.number : text::masked_account(*account.number);
    Sheet sheet;
    sheet.title(tr(msgid("Bank account")));
    sheet.row(tr(msgid("account number")), shown);

    auto& document = report.document;
    auto warnings = std::move(document["warnings"]);
    document.erase("warnings");
    document[std::string{section}] = {{"account", json_or_null(shown)}};
    for (const auto code : account.warnings) {
        warnings.push_back({{"code", code}, {"field", field}});
        sheet.row(tr(msgid("warning")), warning_sentence(code));
    }
    document["warnings"] = std::move(warnings);
    report.text += sheet.text();
}

}  // namespace

Result<void> BankOptions::prepare(bool account_wanted) const {
    if (!show_account || account_wanted) return {};
    return fail(Fault::usage, "options", msgid("--show-account needs --fields bank.account"), {},
                msgid("See sscard read --help."));
}

void add_bank_options(Verb verb, BankOptions& options) {
    verb.flag("--show-account", options.show_account,
              msgid("with --fields bank.account: the whole number, not masked"));
}

bool names_bank_account(std::string_view name) noexcept { return name == field || name == section; }

Result<void> read_account(apdu::Transport& card, const card::Environment& environment,
                          const BankOptions& options, Report& report) {
    const auto account = card::read_bank_account(card, environment);
    if (!account) return tl::unexpected{account.error()};
    add_account(report, *account, options.show_account);
    return {};
}

}  // namespace sscard::tool
