#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <sscard/store/marks.hpp>

#include "catch.hpp"
#include "temporary_directory.hpp"

using namespace sscard;
using store::Blame;
using store::Marks;
using testing::TemporaryDirectory;

namespace {

const Blame blame{Fault::journal, "test"};

Marks opened(const std::filesystem::path& file) { return Marks::create_or_open(file, blame).value(); }

}  // namespace

TEST_CASE("a mark is seen by everybody but who set it, and by nobody after it was cleared",
          "[store][marks]") {
    const TemporaryDirectory place;
    auto mine = opened(place.path() / "marks");
    auto other = opened(place.path() / "marks");
    REQUIRE(mine.set("a").value());
    CHECK(mine.set("a").value());
    CHECK_FALSE(other.set("a").value());
    CHECK(other.set("b").value());
    mine.clear("a");
    CHECK(other.set("a").value());
    CHECK_FALSE(mine.set("b").value());
}

TEST_CASE("who has not set a mark may look whether somebody has, and leaves it as it is", "[store][marks]") {
    const TemporaryDirectory place;
    auto mine = opened(place.path() / "marks");
    auto other = opened(place.path() / "marks");
    CHECK_FALSE(other.set_elsewhere("a").value());
    REQUIRE(mine.set("a").value());
    CHECK(other.set_elsewhere("a").value());
    CHECK_FALSE(mine.set_elsewhere("a").value());
    CHECK_FALSE(other.set_elsewhere("b").value());
    CHECK(mine.set("b").value());
}

TEST_CASE("marks go with the process that set them, however it ends", "[store][marks]") {
    const TemporaryDirectory place;
    auto marks = opened(place.path() / "marks");
    std::array<int, 2> pipe{};
    REQUIRE(::pipe(pipe.data()) == 0);
    const auto child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        auto its = Marks::create_or_open(place.path() / "marks", blame);
        const char set = its && its->set("a").value_or(false) ? 'y' : 'n';
        if (::write(pipe[1], &set, 1) == 1) ::pause();
        ::_exit(1);
    }
    char set = '\0';
    CHECK(::read(pipe[0], &set, 1) == 1);
    CHECK(set == 'y');
    CHECK_FALSE(marks.set("a").value());
    ::kill(child, SIGKILL);
    REQUIRE(::waitpid(child, nullptr, 0) == child);
    CHECK(marks.set("a").value());
    for (const auto end : pipe) ::close(end);
}

TEST_CASE("a file of marks is its owner's alone, and empty", "[store][marks]") {
    const TemporaryDirectory place;
    const auto file = place.path() / "marks";
    REQUIRE(opened(file).set("a"));
    struct stat status {};
    REQUIRE(::stat(file.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600);
    CHECK(status.st_size == 0);
    const auto nowhere = Marks::create_or_open(place.path() / "none" / "marks", blame);
    REQUIRE_FALSE(nowhere);
    CHECK(nowhere.error().fault == Fault::journal);
}
