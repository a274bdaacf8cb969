#include "checks.hpp"
#include "packages.hpp"

namespace sscard::doctor {

Findings check_versions(const Machine& machine) {
    const auto& told = machine.service;
    const auto service = told.version.empty() ? package_version(machine.tree, "pcscd") : told.version;
    const auto library = package_version(machine.tree, "libpcsclite1");
    const auto client = library.empty() ? told.client_version : library;
    if (service.empty() || client.empty()) return {};
    if (service == client) {
        return {{.code = "versions",
                 .what = msgid("The PC/SC service and its client library are both of version {0}."),
                 .words = {service}}};
    }
    return {{.code = "versions_differ",
             .severity = Severity::problem,
             .what = msgid("The PC/SC service is of version {0}, its client library of version {1}."),
             .why = msgid("They speak to each other in a form that changes between versions."),
             .cure = msgid("Install both from one source, then: systemctl restart pcscd"),
             .words = {service, client},
             .fault = Fault::service_down}};
}

}  // namespace sscard::doctor
