#include "checks.hpp"

namespace sscard::doctor {

Findings check_journal(const Machine& machine) {
    if (!machine.journal) return {};
    const auto& journal = *machine.journal;
    if (journal.failure) {
        return {{.code = "journal_unusable",
                 .severity = Severity::problem,
                 .what = msgid("The journal cannot be read: {0}."),
                 .why = msgid("Nothing is sent without it."),
                 .fault = journal.failure->fault,
                 .error = journal.failure}};
    }
    if (journal.first_bad) {
        return {{.code = "journal_changed",
                 .severity = Severity::problem,
                 .what = msgid("Entry {0} of the journal was changed, moved or is missing."),
                 .why = msgid("What was sent from then on cannot be proved."),
                 .cure = msgid("Keep the file as it is, and compare it with a backup."),
                 .words = {std::to_string(*journal.first_bad)},
                 .fault = Fault::journal}};
    }
    return {{.code = "journal",
             .what = msgid("The journal is as it was written: {0} entries."),
             .words = {std::to_string(journal.entries)}}};
}

}  // namespace sscard::doctor
