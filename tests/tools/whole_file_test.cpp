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

TEST_CASE("what is no regular file is refused, and stays what it is", "[tools][files]") {
    const TemporaryDirectory place;
    const auto pipe = place.path() / "pipe";
    const auto link = place.path() / "link";
    REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    std::filesystem::create_symlink("pipe", link);
    for (const auto& path : {pipe, link, place.path(), std::filesystem::path{"/dev/null"}}) {
        const auto file = WholeFile::create(path);
        REQUIRE_FALSE(file);
        CHECK(file.error().fault == Fault::usage);
        CHECK(file.error().sentence == std::string{"{0} is no regular file"});
        CHECK(file.error().words.front() == path);
    }
    CHECK(std::filesystem::is_fifo(pipe));
    CHECK(entries(place.path()) == 2);
}

TEST_CASE("a symbolic link stays, and the file that it names is written", "[tools][files]") {
    const TemporaryDirectory place;
    const auto target = place.path() / "folder" / "receipt.txt";
    const auto link = place.path() / "link";
    std::filesystem::create_directory(place.path() / "folder");
    std::filesystem::create_symlink("folder/receipt.txt", place.path() / "nearer");
    std::filesystem::create_symlink(place.path() / "nearer", link);
    for (const std::string text : {"the first", "the second"}) {  // the link dangles at first
        auto file = WholeFile::create(link).value();
        REQUIRE(file.write(text));
        REQUIRE(file.finish());
        CHECK(std::filesystem::is_symlink(link));
        CHECK(std::filesystem::is_regular_file(std::filesystem::symlink_status(target)));
        CHECK(content(target) == text);
    }
    CHECK(entries(target.parent_path()) == 1);
}

TEST_CASE("a symbolic link that leads to itself is refused", "[tools][files]") {
    const TemporaryDirectory place;
    std::filesystem::create_symlink("link", place.path() / "link");
    const auto file = WholeFile::create(place.path() / "link");
    REQUIRE_FALSE(file);
    CHECK(file.error().fault == Fault::usage);
}
