#include <set>

#include "catch.hpp"
#include "prepared.hpp"

using namespace sscard;
using doctor::Severity;
using sscard::testing::Prepared;

TEST_CASE("a machine in order has nothing but good findings", "[doctor]") {
    const Prepared prepared;
    for (const auto& finding : prepared.findings()) {
        INFO(finding.code);
        CHECK(finding.severity == Severity::ok);
        CHECK(std::string{finding.cure}.empty());
    }
    CHECK(doctor::worst(prepared.findings()) == nullptr);
}

TEST_CASE("an empty tree is looked at to its end", "[doctor]") {
    Prepared prepared;
    std::filesystem::remove_all(prepared.here("/"));
    const auto findings = prepared.findings();
    REQUIRE(doctor::worst(findings) != nullptr);
    CHECK(doctor::worst(findings)->code == "service_not_installed");
    CHECK(doctor::worst(findings)->fault == Fault::service_down);
}

TEST_CASE("every problem says why it matters and what to do", "[doctor]") {
    Prepared prepared;
    prepared.remove("/usr/lib/x86_64-linux-gnu");
    prepared.file("/proc/modules", "pn533_usb 16384 0\n");
    prepared.usb("1-3", "1ea8", "8013");
    prepared.usb("1-4", "0471", "a112", "03");
    prepared.process("7", "gpg", "/dev/bus/usb/001/004");
    prepared.remove("/run");
    for (const auto& finding : prepared.findings()) {
        INFO(finding.code);
        if (finding.severity == Severity::ok) continue;
        CHECK_FALSE(std::string{finding.why}.empty());
        CHECK_FALSE(std::string{finding.cure}.empty());
        if (finding.severity == Severity::problem) CHECK(finding.fault != Fault::internal);
    }
}

TEST_CASE("the worst problem is the first one", "[doctor]") {
    const doctor::Findings findings{{.code = "a"},
                                    {.code = "b", .severity = Severity::note},
                                    {.code = "c", .severity = Severity::problem},
                                    {.code = "d", .severity = Severity::problem}};
    CHECK(doctor::worst(findings)->code == "c");
    CHECK(word(Severity::problem) == "problem");
}
