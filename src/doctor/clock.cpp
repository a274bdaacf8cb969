#include "checks.hpp"

namespace sscard::doctor {
namespace {

constexpr std::chrono::minutes tolerated{2};
constexpr const char* set_it = msgid("Set it, and keep it right: timedatectl set-ntp true");

Finding wrong(std::string_view code, const char* what, std::vector<std::string> words = {}) {
    return {.code = code,
            .severity = Severity::problem,
            .what = what,
            .why = msgid("Whether a card has expired, and when a request was made, is judged by it."),
            .cure = set_it,
            .words = std::move(words),
            .fault = Fault::config};
}

}  // namespace

Findings check_clock(const Machine& machine) {
    Findings findings;
    if (machine.now < machine.built)
        findings.push_back(
            wrong("clock_before_build", msgid("The clock shows a time before sscard was built.")));
    if (machine.journal && machine.journal->last && machine.now + tolerated < *machine.journal->last) {
        findings.push_back(wrong("clock_before_journal",
                                 msgid("The clock shows a time before the last entry of the journal.")));
    }
    if (machine.backend && machine.backend->ahead && std::chrono::abs(*machine.backend->ahead) > tolerated) {
        findings.push_back(wrong("clock_unlike_backend",
                                 msgid("The clock is {0} seconds away from the one of the authority."),
                                 {std::to_string(std::chrono::abs(*machine.backend->ahead).count())}));
    }
    return findings;
}

}  // namespace sscard::doctor
