#include "catch.hpp"
#include "prepared.hpp"

using namespace sscard;
using doctor::Severity;
using sscard::testing::Prepared;

namespace {

constexpr const char* policy = "/usr/share/polkit-1/actions/org.debian.pcsc-lite.policy";

Error failure(Fault fault) { return Error{fault, "SCardEstablishContext"}; }

}  // namespace

TEST_CASE("a socket that is there is good", "[doctor][service]") {
    const Prepared prepared;
    CHECK(prepared.finding("service_socket_there").detail == "/run/pcscd/pcscd.comm");
}

TEST_CASE("a missing socket is told from a missing service", "[doctor][service]") {
    const Prepared prepared;
    prepared.remove("/run");
    CHECK(prepared.finding("service_socket_missing").fault == Fault::service_down);
    CHECK_FALSE(prepared.finds("service_not_installed"));
    prepared.remove("/usr/sbin/pcscd");
    CHECK(prepared.finds("service_not_installed"));
}

TEST_CASE("a socket whose service has ended is stale", "[doctor][service]") {
    const Prepared prepared;
    prepared.file("/run/pcscd/pcscd.pid", "4711\n");
    CHECK(prepared.finding("service_socket_stale").fault == Fault::service_down);
    prepared.file("/proc/4711/comm", "pcscd\n");
    CHECK_FALSE(prepared.finds("service_socket_stale"));
    prepared.file("/run/pcscd/pcscd.pid", "../../etc\n");
    CHECK_FALSE(prepared.finds("service_socket_stale"));
}

TEST_CASE("a socket that refuses while no service runs is stale without a process number too",
          "[doctor][service]") {
    Prepared prepared;
    prepared.machine.live = true;
    prepared.machine.service.failure = failure(Fault::service_down);
    CHECK(prepared.finds("service_socket_stale"));
    prepared.file("/proc/12/comm", "pcscd\n");
    CHECK_FALSE(prepared.finds("service_socket_stale"));
    CHECK(prepared.finding("service_silent").fault == Fault::service_down);
}

TEST_CASE("a socket that not everybody may use is said so", "[doctor][service]") {
    const Prepared prepared;
    prepared.socket("/run/pcscd/pcscd.comm", 0660);
    CHECK(prepared.finding("service_socket_closed").fault == Fault::access_denied);
}

TEST_CASE("a service that answers is good whatever its files look like", "[doctor][service]") {
    Prepared prepared;
    prepared.socket("/run/pcscd/pcscd.comm", 0660);
    prepared.machine.live = true;
    prepared.machine.service.readers = {"Feitian R502 00 00"};
    CHECK(prepared.finds("service_answers"));
    CHECK_FALSE(prepared.finds("service_socket_closed"));
    prepared.remove("/run");
    CHECK(prepared.finds("service_answers"));
}

TEST_CASE("a service that is silent keeps the fault of the call", "[doctor][service]") {
    Prepared prepared;
    prepared.machine.live = true;
    prepared.machine.service.failure = failure(Fault::timeout);
    CHECK(prepared.finding("service_silent").fault == Fault::timeout);
    prepared.machine.service.failure = failure(Fault::access_denied);
    CHECK_FALSE(prepared.finds("service_silent"));
}

TEST_CASE("service and client library of different versions are a problem", "[doctor][versions]") {
    Prepared prepared;
    CHECK(prepared.finding("versions").words == std::vector<std::string>{"1.9.9"});
    prepared.packages("2.3.3-1+b1", "1:1.9.9-2");
    CHECK(prepared.finding("versions_differ").words == std::vector<std::string>{"2.3.3", "1.9.9"});
    prepared.machine.service.version = "1.9.9";
    CHECK(prepared.finds("versions"));
}

TEST_CASE("where no version is known nothing is said about it", "[doctor][versions]") {
    Prepared prepared;
    prepared.remove("/var");
    CHECK_FALSE(prepared.finds("versions"));
    prepared.machine.service.version = "1.9.9";
    prepared.machine.service.client_version = "1.9.9";
    CHECK(prepared.finds("versions"));
}

TEST_CASE("a service that asks no polkit needs no rule", "[doctor][polkit]") {
    const Prepared prepared;
    CHECK(prepared.finds("polkit_not_asked"));
}

TEST_CASE("without a rule polkit lets in the seat alone", "[doctor][polkit]") {
    const Prepared prepared;
    prepared.file(policy, "<policyconfig/>");
    CHECK(prepared.finding("polkit_seat_only").severity == Severity::note);
    prepared.file("/etc/polkit-1/rules.d/10-other.rules", "polkit.addRule(function() {});");
    CHECK(prepared.finds("polkit_seat_only"));
    prepared.file("/etc/polkit-1/rules.d/50-cards.rules",
                  "if (action.id == \"org.debian.pcsc-lite.access_card\") ...");
    CHECK(prepared.finding("polkit_rule").detail == "/etc/polkit-1/rules.d/50-cards.rules");
}

TEST_CASE("polkit's verdict stands above its files, and the cure is the rule", "[doctor][polkit]") {
    Prepared prepared;
    prepared.file(policy, "<policyconfig/>");
    prepared.machine.user = "clerk";
    prepared.machine.service.polkit_allows = true;
    CHECK(prepared.finds("polkit_allows"));
    prepared.machine.service.polkit_allows = false;
    const auto refused = prepared.finding("polkit_refuses");
    CHECK(refused.fault == Fault::access_denied);
    CHECK(refused.words.at(1) ==
          "polkit.addRule(function(action, subject) { if "
          "(action.id.indexOf(\"org.debian.pcsc-lite.access_\") == 0 && "
          "subject.user == \"clerk\") return polkit.Result.YES; });");
}

TEST_CASE("a service that refuses is polkit's doing even where its files are not seen", "[doctor][polkit]") {
    Prepared prepared;
    prepared.machine.service.failure = failure(Fault::access_denied);
    CHECK(prepared.finding("polkit_refuses").fault == Fault::access_denied);
    prepared.machine.user = "a\" || true || \"";
    CHECK(prepared.finding("polkit_refuses").words.at(1).find("true") == std::string::npos);
}

TEST_CASE("sixteen slots are all that older services have", "[doctor][slots]") {
    Prepared prepared;
    prepared.machine.service.readers = std::vector<std::string>(16, "Reader");
    CHECK(prepared.finding("slots_used_up").words == std::vector<std::string>{"16", "1.9.9", "16"});
    prepared.machine.service.version = "2.5.0";
    CHECK_FALSE(prepared.finds("slots_used_up"));
    prepared.machine.service.version = "2.4.1";
    CHECK(prepared.finds("slots_used_up"));
    prepared.machine.service.readers = std::vector<std::string>(15, "Reader");
    CHECK_FALSE(prepared.finds("slots_used_up"));
}

TEST_CASE("readers are those of the service, or else of the USB", "[doctor][readers]") {
    Prepared prepared;
    CHECK(prepared.finding("reader_attached").words == std::vector<std::string>{"Feitian R502", "096E:060D"});
    prepared.machine.service.readers = {"Feitian\x1b[31m R502"};
    CHECK(prepared.finding("reader_listed").detail == "Feitian\\x1B[31m R502");
    CHECK_FALSE(prepared.finds("reader_attached"));
}

TEST_CASE("no reader is told from one that the service does not open", "[doctor][readers]") {
    Prepared prepared;
    prepared.machine.service.readers = std::vector<std::string>{};
    CHECK(prepared.finding("reader_not_opened").fault == Fault::no_reader);
    prepared.remove("/sys");
    CHECK(prepared.finding("no_reader").fault == Fault::no_reader);
    prepared.machine.service.readers.reset();
    CHECK(prepared.finds("no_reader"));
}
