#include <sys/stat.h>

#include <algorithm>

#include "checks.hpp"
#include "plain.hpp"

namespace sscard::doctor {
namespace {

constexpr const char* pid_file = "/run/pcscd/pcscd.pid";
constexpr const char* no_reader_without = msgid("Without the service no program reaches a reader.");

bool installed(const Tree& tree) { return tree.exists("/usr/sbin/pcscd") || tree.exists("/usr/bin/pcscd"); }

bool runs(const Tree& tree) {
    const auto names = tree.names("/proc").value_or(std::vector<std::string>{});
    return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
        return tree.value(std::filesystem::path{"/proc"} / name / "comm") == "pcscd";
    });
}

/// The socket of a service that was killed stays behind, and where it wrote one, the number of its process.
bool left_behind(const Machine& machine) {
    const auto& tree = machine.tree;
    const auto& failure = machine.service.failure;
    if (failure && failure->fault == Fault::service_down && !runs(tree)) return true;
    const auto process = tree.value(pid_file);
    return !process.empty() && process.find_first_not_of("0123456789") == std::string::npos &&
           !tree.exists(std::filesystem::path{"/proc"} / process);
}

Finding missing(const std::string& socket, const Tree& tree) {
    if (!installed(tree)) {
        return {.code = "service_not_installed",
                .severity = Severity::problem,
                .what = msgid("The PC/SC service pcscd is not installed."),
                .why = no_reader_without,
                .cure = msgid(
                    "Install it: apt-get install pcscd libccid, or dnf install pcsc-lite pcsc-lite-ccid"),
                .fault = Fault::service_down};
    }
    return {.code = "service_socket_missing",
            .severity = Severity::problem,
            .what = msgid("The socket {0} of the PC/SC service is missing."),
            .why = no_reader_without,
            .cure = msgid("Start it, now and at every boot: systemctl enable --now pcscd.socket"),
            .words = {socket},
            .fault = Fault::service_down,
            .detail = socket};
}

Finding stale(const std::string& socket) {
    return {.code = "service_socket_stale",
            .severity = Severity::problem,
            .what = msgid("The PC/SC service has ended and left its socket {0} behind."),
            .why = msgid("Nobody answers at it."),
            .cure = msgid("Start it again: rm -f {0} {1} && systemctl restart pcscd.socket"),
            .words = {socket, pid_file},
            .fault = Fault::service_down,
            .detail = socket};
}

Finding closed(const std::string& socket) {
    return {.code = "service_socket_closed",
            .severity = Severity::problem,
            .what = msgid("The socket {0} is not open to everybody."),
            .why = msgid("The service expects everybody at it, and judges by itself whom it answers."),
            .cure = msgid(
                "Start it again: systemctl restart pcscd.socket. If it stays so, look for SocketMode= in: "
                "systemctl cat pcscd.socket"),
            .words = {socket},
            .fault = Fault::access_denied,
            .detail = socket};
}

Finding silent(const std::string& socket, const Error& failure) {
    return {.code = "service_silent",
            .severity = Severity::problem,
            .what = msgid("The PC/SC service does not answer."),
            .why = no_reader_without,
            .cure = msgid("Restart it: systemctl restart pcscd. What it says: journalctl -u pcscd"),
            .fault = failure.fault,
            .detail = socket};
}

}  // namespace

Findings check_service(const Machine& machine) {
    const auto& service = machine.service;
    const auto socket = plain(service.socket.string());
    if (machine.live && !service.failure) {
        return {{.code = "service_answers",
                 .what = msgid("The PC/SC service answers at {0}."),
                 .words = {socket},
                 .detail = socket}};
    }
    const auto found = machine.tree.facts(service.socket);
    if (!found) return {missing(socket, machine.tree)};
    if (left_behind(machine)) return {stale(socket)};
    constexpr mode_t to_others = S_IROTH | S_IWOTH;
    if (found->socket && (found->permissions & to_others) != to_others) return {closed(socket)};
    // What polkit says to it is a check of its own.
    if (service.failure && service.failure->fault != Fault::access_denied)
        return {silent(socket, *service.failure)};
    return {{.code = "service_socket_there",
             .what = msgid("The socket {0} of the PC/SC service is there."),
             .words = {socket},
             .detail = socket}};
}

}  // namespace sscard::doctor
