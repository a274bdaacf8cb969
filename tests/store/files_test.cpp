#include <sys/stat.h>

#include <fstream>
#include <sscard/store/files.hpp>

#include "catch.hpp"
#include "temporary_directory.hpp"

using namespace sscard;
using store::Blame;
using testing::TemporaryDirectory;

namespace {

const Blame blame{Fault::journal, "test"};

unsigned mode_of(const std::filesystem::path& path) {
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status.st_mode & 0777U;
}

}  // namespace

TEST_CASE("every directory that has to be made is its owner's alone", "[store][files]") {
    const TemporaryDirectory place;
    const auto before = ::umask(0);
    const auto made = store::make_private_directory(place.path() / "a" / "b" / "", blame);
    ::umask(before);
    REQUIRE(made);
    CHECK(mode_of(place.path() / "a") == 0700);
    CHECK(mode_of(place.path() / "a" / "b") == 0700);
}

TEST_CASE("a directory that exists keeps its mode", "[store][files]") {
    const TemporaryDirectory place;
    std::filesystem::permissions(place.path(), std::filesystem::perms{0755});
    REQUIRE(store::make_private_directory(place.path(), blame));
    CHECK(mode_of(place.path()) == 0755);
}

TEST_CASE("a path through a file is an error that names the path", "[store][files]") {
    const TemporaryDirectory place;
    std::ofstream{place.path() / "file"} << "x";
    const auto made = store::make_private_directory(place.path() / "file" / "state", blame);
    REQUIRE_FALSE(made);
    CHECK(made.error().fault == Fault::journal);
    CHECK(made.error().sentence == std::string{"{0} cannot be made: a part of its path is no directory"});
    CHECK(made.error().words.front() == (place.path() / "file" / "state").string());
}

TEST_CASE("a private file has mode 0600 whatever the umask, and is not emptied when it exists",
          "[store][files]") {
    const TemporaryDirectory place;
    const auto file = place.path() / "file";
    const auto before = ::umask(0);
    const auto made = store::make_private_file(file, blame);
    ::umask(before);
    REQUIRE(made);
    CHECK(mode_of(file) == 0600);
    std::ofstream{file} << "kept";
    REQUIRE(store::make_private_file(file, blame));
    CHECK(std::filesystem::file_size(file) == 4);
}
