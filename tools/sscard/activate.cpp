#include <sscard/activation/clock.hpp>
#include <sscard/activation/journal.hpp>
#include <sscard/activation/procedure.hpp>
#include <sscard/activation/rules.hpp>
#include <sscard/activation/words.hpp>

#include "activation_report.hpp"
#include "backends.hpp"
#include "confirmation.hpp"
#include "language.hpp"
#include "matter.hpp"
#include "open_journal.hpp"
#include "quoted.hpp"
#include "receipt.hpp"
#include "subject.hpp"
#include "words.hpp"

namespace sscard::tool {
namespace {

using activation::Reason;
using activation::Request;

struct ActivateOptions {
    std::shared_ptr<SubjectOptions> subject;
    std::shared_ptr<MatterOptions> matter;
    std::string agent_name;
    std::string agent_id_number;
    std::string agent_relation;
    std::string agent_phone;
    std::string receipt;
    bool dry_run = false;
};

auto usage(const char* sentence, const char* cure) {
    return fail(Fault::usage, "options", sentence, {}, cure);
}

/// Nobody, or who acts for the holder.
Result<std::optional<activation::Agent>> agent_of(const ActivateOptions& options) {
    const bool any = !options.agent_name.empty() || !options.agent_id_number.empty() ||
                     !options.agent_relation.empty() || !options.agent_phone.empty();
    if (!any) return std::optional<activation::Agent>{};
    const auto relation = activation::from_word<activation::Relation>(options.agent_relation);
    if (options.agent_name.empty() || options.agent_id_number.empty() || !relation) {
        return usage(msgid("who acts for the holder is not fully named"),
                     msgid("Give --agent-name, --agent-id-number and --agent-relation together."));
    }
    auto id_number = typed_id_number("--agent-id-number", options.agent_id_number);
    if (!id_number) return tl::unexpected{std::move(id_number.error())};
    activation::Agent agent{options.agent_name, *std::move(id_number), *relation, {}};
    if (!options.agent_phone.empty()) agent.phone = options.agent_phone;
    return std::optional{std::move(agent)};
}

/// The request but for card and holder, which are known only after the card was read.
Result<Request> request_without_subject(const ActivateOptions& options, const Settings& settings) {
    auto request = matter_of(*options.matter, settings);
    if (!request) return request;
    auto agent = agent_of(options);
    if (!agent) return tl::unexpected{std::move(agent.error())};
    request->agent = *std::move(agent);
    return request;
}

/// What the authority tells of the card before anything is asked for.
struct Outlook {
    std::optional<activation::CardState> state{};
    std::optional<Reason> objection{};
};

Result<Outlook> look_up(const Request& request, activation::Backend& backend, const Desk& desk) {
    const Patience patience{backend_time(desk.settings), desk.stop};
    auto answer = backend.lookup(request.holder, request.card, patience);
    if (!answer) return tl::unexpected{std::move(answer.error())};
    if (auto* reason = std::get_if<Reason>(&*answer))
        return Outlook{{}, shown_words(std::move(*reason), request, desk.settings)};
    auto& state = std::get<activation::CardState>(*answer);
    auto objection = activation::not_activatable(state, request.scope);
    if (!objection) return tl::unexpected{std::move(objection.error())};
    return Outlook{std::move(state), *std::move(objection)};
}

Result<Report> dry_run(const Request& request, const std::optional<Reason>& forbidden, const Desk& desk,
                       LazyBackend& authority) {
    if (forbidden) return plan(request, nullptr, &*forbidden, desk.settings);
    const auto backend = authority.get();
    if (!backend) return tl::unexpected{backend.error()};
    const auto outlook = look_up(request, **backend, desk);
    if (!outlook) return tl::unexpected{outlook.error()};
    return plan(request, outlook->state ? &*outlook->state : nullptr,
                outlook->objection ? &*outlook->objection : nullptr, desk.settings);
}

/// Asks the person at the terminal, who sees whose card it is and what the authority says of it.
Result<void> confirm(const Request& request, const activation::CardState& state, const Desk& desk) {
    Sheet sheet;
    sheet.row(tr(msgid("holder")), shown_holder(request.holder, desk.settings));
    sheet.row(tr(msgid("card number")), request.card.number);
    sheet.row(tr(msgid("social security half")), half(state.social_security));
    sheet.row(tr(msgid("bank half")), half(state.bank_account));
    sheet.row(tr(msgid("half to activate")), tr(sentence_for(request.scope)));
    return confirm(sheet.text() + tr(msgid("Activate this card? [y/N]")), msgid("Nothing was sent."), desk);
}

/// Lets the person at the terminal agree; asks nobody when the authority objects.
Result<Outlook> agree(Request& request, activation::Backend& backend, const Desk& desk) {
    auto outlook = look_up(request, backend, desk);
    if (!outlook || outlook->objection) return outlook;
    if (auto confirmed = confirm(request, *outlook->state, desk); !confirmed)
        return tl::unexpected{std::move(confirmed.error())};
    request.expect = activation::half_of(*outlook->state, request.scope).state;
    return outlook;
}

/// What is known of card and holder joins the request; fails when it must not be sent at all.
Result<Request> request_for(const ActivateOptions& options, const Desk& desk, LazyBackend& authority) {
    auto request = request_without_subject(options, desk.settings);
    if (!request) return request;
    auto subject = identify(*options.subject, desk, authority);
    if (!subject) return tl::unexpected{std::move(subject.error())};
    for (const auto require : {require_holder, require_genuine}) {
        if (auto met = require(*subject); !met) return tl::unexpected{std::move(met.error())};
    }
    request->holder = std::move(subject->holder);
    request->card = std::move(subject->card);
    request->evidence = std::move(subject->evidence);
    return request;
}

Result<Report> run(const Desk& desk, const ActivateOptions& options) {
    LazyBackend authority{desk.settings};
    auto request = request_for(options, desk, authority);
    if (!request) return tl::unexpected{std::move(request.error())};
    auto reason = activation::forbidden(*request, activation::iso_date(activation::system_now()));
    if (options.dry_run) return dry_run(*request, reason, desk, authority);
    if (reason) return refused_unsent(*request, *std::move(reason), std::nullopt, desk.settings);

    auto receipt = Receipt::prepare(options.receipt);
    if (!receipt) return tl::unexpected{std::move(receipt.error())};
    // The journal first: a disk that takes no more is its failure, whatever else lives on it.
    auto journal = open_journal(desk.settings);
    if (!journal) return tl::unexpected{std::move(journal.error())};
    const auto backend = authority.get();
    if (!backend) return tl::unexpected{backend.error()};
    if (is_somebody_there(desk.settings)) {
        auto outlook = agree(*request, **backend, desk);
        if (!outlook) return tl::unexpected{std::move(outlook.error())};
        if (outlook->objection)
            return refused_unsent(*request, *std::move(outlook->objection), outlook->state, desk.settings);
    }

    request->request_no = activation::make_request_no();
    const Patience patience{backend_time(desk.settings), desk.stop};
    auto outcome =
        activation::carry_out_once(*request, desk.settings[Key::backend], **backend, **journal, patience);
    if (!outcome) return tl::unexpected{std::move(outcome.error())};
    request->request_no = std::move(outcome->request_no);
    auto report = report_on(*request, shown_words(outcome->decision, *request, desk.settings), desk.settings);
    if (outcome->earlier) {
        report.document["earlier_request"] = true;
        const bool found_out = outcome->decision.result != activation::State::unknown;
        const auto* words = found_out ? msgid("An earlier request for this card was still open. Its outcome:")
                                      : msgid("An earlier request for this card is still open:");
        report.text = std::string{tr(words)} + "\n" + report.text;
    }
    const auto written = receipt->write(receipt_for(*request, quoted(outcome->decision, *request),
                                                    activation::rfc3339(activation::system_now())));
    if (!written) {
        report.document["receipt_error"] = error_document(written.error())["error"];
        report.text += explained(written.error()) + "\n";
        if (!report.verdict) report.verdict = written.error();
    }
    return report;
}

}  // namespace

void add_activate(Verb app, Chosen& chosen) {
    auto options = std::make_shared<ActivateOptions>();
    auto verb =
        app.verb("activate", msgid("Ask the authority to activate the card"),
                 "  sscard activate\n"
                 "  sscard activate --dry-run\n"
                 "  sscard activate --id-card 11010519491231002X --receipt receipt.pdf\n"
                 "  sscard activate --yes --json --operator 0042\n"
                 "  sscard activate --scope bank-account\n"
                 "  sscard activate --manual --id-number N --card-number N --identification-number N\n",
                 chosen, [options](const Desk& desk) { return run(desk, *options); });
    options->subject = add_subject_options(verb);
    options->matter = add_matter_options(verb);
    verb.option("--agent-name NAME", options->agent_name, msgid("name of who acts for the holder"));
    verb.option("--agent-id-number NUMBER", options->agent_id_number,
                msgid("id number of who acts for the holder"));
    verb.choice("--agent-relation RELATION", options->agent_relation,
                msgid("guardian, relative or entrusted"), {"guardian", "relative", "entrusted"});
    verb.option("--agent-phone NUMBER", options->agent_phone, msgid("telephone of who acts for the holder"));
    verb.option("--receipt FILE", options->receipt,
                msgid("write a receipt for the holder, numbers masked; as PDF when the name ends in .pdf"));
    verb.flag("--dry-run", options->dry_run, msgid("show what would be sent; send nothing"));
    add_terminal_settings(verb, chosen);
}

}  // namespace sscard::tool
