#include "checks.hpp"

namespace sscard::doctor {
namespace {

/// Whether glibc's module lies in one of the folders that distributions put it into.
bool has_module(const Tree& tree) {
    namespace fs = std::filesystem;
    std::vector<fs::path> folders{"/usr/lib64", "/usr/lib"};
    for (const auto& name : tree.names("/usr/lib").value_or(std::vector<std::string>{})) {
        if (name.find("-linux-gnu") != std::string::npos) folders.push_back(fs::path{"/usr/lib"} / name);
    }
    for (const auto& folder : folders) {
        if (tree.exists(folder / "gconv" / "GB18030.so")) return true;
    }
    return false;
}

}  // namespace

Findings check_gb18030(const Machine& machine) {
    if (machine.decodes_gb18030.value_or(has_module(machine.tree)))
        return {{.code = "gb18030", .what = msgid("The names on cards, GB 18030, can be decoded.")}};
    return {
        {.code = "gb18030_missing",
         .severity = Severity::problem,
         .what = msgid("The names on cards, GB 18030, cannot be decoded."),
         .why = msgid("Every name on a card would be shown as replacement characters."),
         .cure = msgid(
             "Install the conversions of the C library: apt-get install --reinstall libc6, or dnf install "
             "glibc-gconv-extra"),
         .fault = Fault::config}};
}

}  // namespace sscard::doctor
