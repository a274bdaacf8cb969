#include "credentials.hpp"

#include "catch.hpp"
#include "surroundings.hpp"

using namespace sscard;
using testing::Home;
using tool::place_of;

TEST_CASE("a path is where it says", "[tool][credentials]") {
    CHECK(place_of("/etc/token").value() == "/etc/token");
    CHECK(place_of("").value().empty());
}

TEST_CASE("a credential is a file of the folder that systemd names", "[tool][credentials]") {
    const Home home;
    const auto file = home.write("given/token", "abc");
    const testing::Variable given{"CREDENTIALS_DIRECTORY", file.parent_path().string()};
    CHECK(place_of("credential:token").value() == file);
    const auto missing = place_of("credential:other");
    REQUIRE_FALSE(missing);
    CHECK(missing.error().fault == Fault::config);
    CHECK(missing.error().words.at(0) == "other");
}

TEST_CASE("outside a unit there are no credentials", "[tool][credentials]") {
    const testing::Variable none{"CREDENTIALS_DIRECTORY", ""};
    CHECK_FALSE(tool::has_credentials());
    CHECK(place_of("credential:token").error().fault == Fault::config);
}

TEST_CASE("the name of a credential leads nowhere else", "[tool][credentials]") {
    const auto* said = GENERATE("credential:", "credential:.", "credential:..", "credential:../token",
                                "credential:a/b", "credential:/etc/passwd");
    CAPTURE(said);
    const Home home;
    home.write("token", "abc");
    const testing::Variable given{"CREDENTIALS_DIRECTORY", home.path().string()};
    CHECK(place_of(said).error().fault == Fault::config);
}
