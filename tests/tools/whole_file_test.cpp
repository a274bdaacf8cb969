#include "whole_file.hpp"

#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "catch.hpp"
#include "temporary_directory.hpp"

using namespace sscard;
using namespace sscard::tool;
using testing::TemporaryDirectory;

namespace {

std::string content(const std::filesystem::path& file) {
    std::ifstream in{file};
    return {std::istreambuf_iterator<char>{in}, {}};
}

std::ptrdiff_t entries(const std::filesystem::path& folder) {
    return std::distance(std::filesystem::directory_iterator{folder}, std::filesystem::directory_iterator{});
}

}  // namespace

TEST_CASE("a file has its name only when it is whole, and is its owner's alone", "[tools][files]") {
    const TemporaryDirectory place;
    const auto path = place.path() / "receipt.txt";
    auto file = WholeFile::create(path).value();
    REQUIRE(file.write("one "));
    CHECK_FALSE(std::filesystem::exists(path));
    REQUIRE(file.write("two"));
    REQUIRE(file.finish());
    CHECK(content(path) == "one two");
    CHECK(entries(place.path()) == 1);
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600);
}

TEST_CASE("what had the name before stays until then, and for good when nothing comes of it",
          "[tools][files]") {
    const TemporaryDirectory place;
    const auto path = place.path() / "receipt.txt";
    std::ofstream{path} << "before";
    {
        auto file = WholeFile::create(path).value();
        REQUIRE(file.write("after"));
        CHECK(content(path) == "before");
    }
    CHECK(content(path) == "before");
    CHECK(entries(place.path()) == 1);
    auto file = WholeFile::create(path).value();
    REQUIRE(file.write("after"));
    REQUIRE(file.finish());
    CHECK(content(path) == "after");
}

TEST_CASE("a place where there can be no file is refused at once", "[tools][files]") {
    const TemporaryDirectory place;
    for (const auto& path : {place.path() / "none" / "receipt.txt", place.path(), place.path() / ""}) {
        const auto file = WholeFile::create(path);
        REQUIRE_FALSE(file);
        CHECK(file.error().fault == Fault::usage);
    }
    CHECK(entries(place.path()) == 0);
}
