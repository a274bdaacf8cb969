#include <sys/stat.h>

#include "checks.hpp"
#include "plain.hpp"

namespace sscard::doctor {
namespace {

constexpr mode_t to_others = S_IRWXG | S_IRWXO;
constexpr const char* personal = msgid("Requests, and what they say about persons, lie there.");

Finding open_to_others(std::string_view code, const char* what, const char* cure, const std::string& path) {
    return {.code = code,
            .severity = Severity::problem,
            .what = what,
            .why = personal,
            .cure = cure,
            .words = {path},
            .fault = Fault::journal,
            .detail = path};
}

Finding foreign(const std::string& path) {
    return {.code = "state_of_another_user",
            .severity = Severity::problem,
            .what = msgid("{0} belongs to another user."),
            .why = msgid("The journal cannot be written, and without it nothing is sent."),
            .cure = msgid("Give it back: chown -R \"$(id -u)\" {0}; or name another with --state-dir"),
            .words = {path},
            .fault = Fault::journal,
            .detail = path};
}

}  // namespace

Findings check_state_directory(const Machine& machine) {
    const auto& folder = machine.state_dir;
    const auto found = machine.tree.facts(folder);
    if (folder.empty() || !found || !found->directory) return {};
    const auto path = plain(folder.string());
    const auto is_foreign = [&](const FileFacts& facts) {
        return machine.user_id && facts.owner != *machine.user_id;
    };
    Findings findings;
    if (is_foreign(*found)) findings.push_back(foreign(path));
    if ((found->permissions & to_others) != 0) {
        findings.push_back(open_to_others("state_directory_open",
                                          msgid("The state directory {0} is open to other users."),
                                          msgid("Close it: chmod 700 {0}"), path));
    }
    for (const auto& name : machine.tree.names(folder).value_or(std::vector<std::string>{})) {
        const auto file = machine.tree.facts(folder / name);
        const auto file_path = plain((folder / name).string());
        if (!file || file->directory) continue;
        if (is_foreign(*file)) findings.push_back(foreign(file_path));
        if ((file->permissions & to_others) != 0) {
            findings.push_back(open_to_others("state_file_open",
                                              msgid("The file {0} is open to other users."),
                                              msgid("Close it: chmod 600 {0}"), file_path));
        }
    }
    if (!findings.empty()) return findings;
    return {{.code = "state_directory",
             .what = msgid("The state directory {0} is closed to other users."),
             .words = {path},
             .detail = path}};
}

}  // namespace sscard::doctor
