#include "checks.hpp"
#include "plain.hpp"

namespace sscard::doctor {

Findings check_backend(const Machine& machine) {
    if (!machine.backend) return {};
    const auto name = plain(machine.backend->name);
    if (machine.backend->failure) {
        return {{.code = "backend_unusable",
                 .severity = Severity::problem,
                 .what = msgid("The authority cannot be asked: {0}."),
                 .why = msgid("Cards can be read, but not activated."),
                 .fault = machine.backend->failure->fault,
                 .error = machine.backend->failure,
                 .detail = name}};
    }
    return {{.code = "backend",
             .what = msgid("The authority {0} can be asked."),
             .words = {name},
             .detail = name}};
}

}  // namespace sscard::doctor
