#include "checks.hpp"
#include "plain.hpp"

namespace sscard::doctor {
namespace {

/// What is said of every error of one sort.
struct Sort {
    const std::vector<Error> Machine::*errors;
    std::string_view code;
    Severity severity;
    const char* what;
    const char* why;
};

constexpr Sort sorts[] = {
    {&Machine::mistakes, "configuration_mistake", Severity::problem,
     msgid("The configuration is wrong: {0}."), msgid("No command works until it is corrected.")},
    {&Machine::dead_ends, "configuration_mistake", Severity::problem,
     msgid("The configuration is wrong: {0}."), msgid("What needs it does not work.")},
    {&Machine::warnings, "configuration_warning", Severity::note,
     msgid("The configuration needs attention: {0}."), ""},
};

}  // namespace

Findings check_configuration(const Machine& machine) {
    if (machine.configuration.empty())
        return {{.code = "configuration_absent",
                 .what = msgid("There is no configuration file: defaults are in force.")}};
    const auto file = plain(machine.configuration.string());
    Findings findings;
    for (const auto& sort : sorts) {
        for (const auto& error : machine.*sort.errors) {
            findings.push_back({.code = sort.code,
                                .severity = sort.severity,
                                .what = sort.what,
                                .why = sort.why,
                                .fault = Fault::config,
                                .error = error,
                                .detail = file});
        }
    }
    if (!findings.empty()) return findings;
    return {{.code = "configuration",
             .what = msgid("The configuration file {0} has no mistakes."),
             .words = {file},
             .detail = file}};
}

}  // namespace sscard::doctor
