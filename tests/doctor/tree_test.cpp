#include <sscard/doctor/tree.hpp>

#include "catch.hpp"
#include "prepared.hpp"

using namespace sscard;
using sscard::testing::Prepared;

TEST_CASE("an absolute link stays below the root", "[doctor][tree]") {
    const Prepared prepared;
    prepared.link("/a", "/etc/default");
    CHECK(prepared.machine.tree.place("/a/locale") == prepared.here("/etc/default/locale"));
    CHECK(prepared.machine.tree.read("/a/locale") == "LANG=\"zh_CN.UTF-8\"\n");
}

TEST_CASE("no path leads above the root", "[doctor][tree]") {
    const Prepared prepared;
    prepared.link("/up", "../../../../etc/default/locale");
    CHECK(prepared.machine.tree.place("/../../up") == prepared.here("/etc/default/locale"));
}

TEST_CASE("links that go round in circles lead nowhere", "[doctor][tree]") {
    const Prepared prepared;
    prepared.link("/a", "/b");
    prepared.link("/b", "/a");
    CHECK(prepared.machine.tree.place("/a/x").empty());
    CHECK_FALSE(prepared.machine.tree.exists("/a"));
    CHECK_FALSE(prepared.machine.tree.read("/a"));
    CHECK_FALSE(prepared.machine.tree.names("/a"));
}

TEST_CASE("no more is read of a file than was asked for", "[doctor][tree]") {
    const Prepared prepared;
    prepared.file("/long", std::string(10000, 'x'));
    CHECK(prepared.machine.tree.read("/long", 5000)->size() == 5000);
    CHECK(prepared.machine.tree.read("/long")->size() == 10000);
}

TEST_CASE("a pipe is not waited for", "[doctor][tree]") {
    const Prepared prepared;
    REQUIRE(::mkfifo(prepared.here("/pipe").c_str(), 0600) == 0);
    CHECK_FALSE(prepared.machine.tree.read("/pipe"));
    CHECK(prepared.machine.tree.value("/pipe").empty());
}

TEST_CASE("values come without the white space at their end", "[doctor][tree]") {
    const Prepared prepared;
    prepared.file("/value", "096e \n");
    CHECK(prepared.machine.tree.value("/value") == "096e");
    CHECK(prepared.machine.tree.value("/missing").empty());
}

TEST_CASE("names come in order, links as they are written", "[doctor][tree]") {
    const Prepared prepared;
    prepared.file("/folder/b", "");
    prepared.link("/folder/a", "/dev/bus/usb/001/004");
    CHECK(prepared.machine.tree.names("/folder") == std::vector<std::string>{"a", "b"});
    CHECK(prepared.machine.tree.link("/folder/a") == "/dev/bus/usb/001/004");
    CHECK_FALSE(prepared.machine.tree.link("/folder/b"));
    CHECK_FALSE(prepared.machine.tree.names("/missing"));
}
