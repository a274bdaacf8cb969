#include <sscard/activation/clock.hpp>

#include "confirmation.hpp"
#include "journal_verbs.hpp"
#include "language.hpp"
#include "open_journal.hpp"

namespace sscard::tool {
namespace {

using activation::Pruning;

struct PruneOptions {
    std::string before;
    bool dry_run = false;
};

/// What holds back the rest, by its number or name.
std::string name_of(const Pruning::KeptBack& kept_back) {
    return kept_back.batch.value_or(kept_back.request_no);
}

const char* reason_of(const Pruning::KeptBack& kept_back) {
    if (kept_back.batch) {
        return kept_back.open
                   ? msgid("The batch {0} of {1} runs and keeps itself and all behind it.")
                   : msgid("The batch {0} of {1} went on later and keeps itself and all behind it.");
    }
    return kept_back.open
               ? msgid(
                     "The request {0} of {1} is open and keeps itself and all behind it. Ask about it with: "
                     "sscard journal resolve")
               : msgid("The request {0} of {1} was closed later and keeps itself and all behind it.");
}

/// What went, or would go.
Report report_on(const Pruning& pruning, const std::string& before, bool dry_run) {
    const auto& kept_back = pruning.kept_back;
    Report report{{{"schema", "sscard.journal_prune/1"},
                   {"before", before},
                   {"dry_run", dry_run},
                   {"removed_entries", pruning.entries},
                   {"removed_requests", pruning.requests},
                   {"up_to", pruning.up_to > 0 ? Json(pruning.up_to) : Json(nullptr)},
                   {"kept_back_by", kept_back ? Json(name_of(*kept_back)) : Json(nullptr)},
                   {"head", pruning.head.empty() ? Json(nullptr) : Json(pruning.head)}},
                  {}};
    Sheet sheet;
    const auto* said = dry_run ? msgid("Nothing was removed. What is older than {0} and would go:")
                       : pruning.entries == 0 ? msgid("Nothing was removed: nothing older than {0} can go.")
                                              : msgid("Removed what is older than {0}:");
    sheet.title(filled(said, {before}));
    sheet.row(tr(msgid("requests")), std::to_string(pruning.requests));
    sheet.row(tr(msgid("entries")), std::to_string(pruning.entries));
    if (pruning.up_to > 0) sheet.row(tr(msgid("up to entry")), std::to_string(pruning.up_to));
    if (!dry_run && pruning.up_to > 0) sheet.row(tr(msgid("hash of the last one")), pruning.head);
    if (kept_back) {
        const auto day = kept_back->at.substr(0, std::string_view{"2026-11-22"}.size());
        sheet.title(filled(reason_of(*kept_back), {name_of(*kept_back), day}));
    }
    report.text = sheet.text();
    return report;
}

Result<std::string> past_day(const std::string& text) {
    auto day = typed_day("--before", text);
    if (!day) return tl::unexpected{std::move(day.error())};
    const auto today = activation::iso_date(activation::system_now());
    if (!*day) {
        return fail(Fault::usage, "options", msgid("{0} is required"), {"--before"},
                    msgid("See sscard journal prune --help."));
    }
    if (**day <= today) return **std::move(day);
    return fail(Fault::usage, "options", msgid("--before wants a day that has come, today at the latest"));
}

Result<Report> prune(const Desk& desk, const PruneOptions& options) {
    const auto before = past_day(options.before);
    if (!before) return tl::unexpected{before.error()};
    const auto existing = open_existing_journal(desk.settings);
    if (!existing) return tl::unexpected{existing.error()};
    if (!*existing) return report_on({}, *before, options.dry_run);
    const auto foreseen = (*existing)->prunable(*before);
    if (!foreseen) return tl::unexpected{foreseen.error()};
    if (options.dry_run || foreseen->entries == 0) return report_on(*foreseen, *before, options.dry_run);

    if (is_somebody_there(desk.settings)) {
        const auto question =
            filled(msgid("Remove {0} requests of before {1} from the journal for good? [y/N]"),
                   {std::to_string(foreseen->requests), *before});
        if (auto confirmed = confirm(question, msgid("Nothing was removed."), desk); !confirmed)
            return tl::unexpected{std::move(confirmed.error())};
    }
    const auto journal = open_journal(desk.settings);
    if (!journal) return tl::unexpected{journal.error()};
    const auto pruned = (*journal)->prune(*before);
    if (!pruned) return tl::unexpected{pruned.error()};
    return report_on(*pruned, *before, false);
}

}  // namespace

void add_journal_prune(Verb group, Chosen& chosen) {
    auto options = std::make_shared<PruneOptions>();
    auto verb = group.verb("prune", msgid("Remove what is old; the chain still proves the rest"),
                           "  sscard journal prune --before 2024-01-01 --dry-run\n"
                           "  sscard journal prune --before 2024-01-01 --yes\n",
                           chosen, [options](const Desk& desk) { return prune(desk, *options); });
    verb.option("--before DATE", options->before, msgid("remove requests that ended before this day"));
    verb.flag("--dry-run", options->dry_run, msgid("show what would go; remove nothing"));
}

}  // namespace sscard::tool
