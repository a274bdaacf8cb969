#include <string_view>

#include "checks.hpp"
#include "plain.hpp"

namespace sscard::doctor {
namespace {

constexpr const char* actions_file = "/usr/share/polkit-1/actions/org.debian.pcsc-lite.policy";
constexpr std::string_view action = "org.debian.pcsc-lite";
constexpr const char* own_rule_file = "/etc/polkit-1/rules.d/50-sscard.rules";
constexpr const char* allow = msgid("An administrator may allow it, in a file {0} that holds: {1}");

/// The rule that lets the user at readers and cards from anywhere.
std::string rule_for(const std::string& user) {
    const auto name = user.find_first_of("\"\\") == std::string::npos ? plain(user) : std::string{};
    return "polkit.addRule(function(action, subject) { if "
           "(action.id.indexOf(\"org.debian.pcsc-lite.access_\") == 0 && "
           "subject.user == \"" +
           (name.empty() ? "USER" : name) + "\") return polkit.Result.YES; });";
}

/// The first file with a rule that speaks of PC/SC; empty when there is none.
std::string rule_file(const Tree& tree) {
    for (const std::filesystem::path folder : {"/etc/polkit-1/rules.d", "/usr/share/polkit-1/rules.d"}) {
        for (const auto& name : tree.names(folder).value_or(std::vector<std::string>{})) {
            if (!name.ends_with(".rules")) continue;
            const auto text = tree.read(folder / name);
            if (text && text->find(action) != std::string::npos) return plain((folder / name).string());
        }
    }
    return {};
}

}  // namespace

Findings check_polkit(const Machine& machine) {
    const auto& service = machine.service;
    const bool refused = service.failure && service.failure->fault == Fault::access_denied;
    if (!machine.tree.exists(actions_file) && !refused) {
        return {{.code = "polkit_not_asked",
                 .what = msgid("This PC/SC service does not ask polkit who may use it.")}};
    }
    if (refused || service.polkit_allows == false) {
        return {{.code = "polkit_refuses",
                 .severity = Severity::problem,
                 .what = msgid("polkit does not let this user at readers and cards."),
                 .why = msgid("It lets in who sits at the machine; ssh, services and cron need a rule."),
                 .cure = allow,
                 .words = {own_rule_file, rule_for(machine.user)},
                 .fault = Fault::access_denied,
                 .detail = own_rule_file}};
    }
    if (service.polkit_allows == true)
        return {{.code = "polkit_allows", .what = msgid("polkit lets this user at readers and cards.")}};
    if (const auto file = rule_file(machine.tree); !file.empty()) {
        return {{.code = "polkit_rule",
                 .what = msgid("polkit has a rule about readers and cards in {0}."),
                 .words = {file},
                 .detail = file}};
    }
    return {{.code = "polkit_seat_only",
             .severity = Severity::note,
             .what = msgid("polkit has no rule about readers and cards."),
             .why = msgid("It lets in who sits at the machine; ssh, services and cron need a rule."),
             .cure = allow,
             .words = {own_rule_file, rule_for(machine.user)},
             .detail = own_rule_file}};
}

}  // namespace sscard::doctor
