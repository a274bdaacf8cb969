#include "checks.hpp"
#include "plain.hpp"

namespace sscard::doctor {

Findings check_configuration(const Machine& machine) {
    if (machine.configuration.empty())
        return {{.code = "configuration_absent",
                 .what = msgid("There is no configuration file: defaults are in force.")}};
    const auto file = plain(machine.configuration.string());
    Findings findings;
    for (const auto& mistake : machine.mistakes) {
        findings.push_back({.code = "configuration_mistake",
                            .severity = Severity::problem,
                            .what = msgid("The configuration is wrong: {0}."),
                            .why = msgid("No command works until it is corrected."),
                            .fault = Fault::config,
                            .error = mistake,
                            .detail = file});
    }
    if (!findings.empty()) return findings;
    return {{.code = "configuration",
             .what = msgid("The configuration file {0} has no mistakes."),
             .words = {file},
             .detail = file}};
}

}  // namespace sscard::doctor
