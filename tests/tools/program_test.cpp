#include "program.hpp"

#include "catch.hpp"

using namespace sscard;
using namespace sscard::tool;
using namespace std::chrono_literals;

TEST_CASE("a program's output and exit code come back", "[tool][program]") {
    const auto ended = run_program({"/bin/sh", "-c", "echo said; echo complained >&2; exit 3"}, 10s);
    REQUIRE(ended);
    CHECK(ended->exit == 3);
    CHECK(ended->output == "said\n");
}

TEST_CASE("a program that is not there is nothing", "[tool][program]") {
    CHECK_FALSE(run_program({"/nonexistent/program"}, 10s));
}

TEST_CASE("a program that hangs is ended at its deadline", "[tool][program]") {
    const auto begun = std::chrono::steady_clock::now();
    CHECK_FALSE(run_program({"/bin/sleep", "60"}, 100ms));
    CHECK(std::chrono::steady_clock::now() - begun < 20s);
}

TEST_CASE("a program that closes its output and hangs is ended too", "[tool][program]") {
    CHECK_FALSE(run_program({"/bin/sh", "-c", "exec >&-; exec sleep 60"}, 100ms));
}

TEST_CASE("a program that never stops talking is ended, and what it said is bounded", "[tool][program]") {
    CHECK_FALSE(run_program({"/bin/sh", "-c", "while :; do echo y; done"}, 100ms));
    const auto ended = run_program({"/bin/sh", "-c", "head -c 300000 /dev/zero"}, 10s);
    REQUIRE(ended);
    CHECK(ended->output.size() < 80000);
}

TEST_CASE("a program that is killed is nothing", "[tool][program]") {
    CHECK_FALSE(run_program({"/bin/sh", "-c", "kill -9 $$"}, 10s));
}

TEST_CASE("a program finds nothing on its standard input", "[tool][program]") {
    const auto ended = run_program({"/bin/cat"}, 10s);
    REQUIRE(ended);
    CHECK(ended->output.empty());
}

TEST_CASE("a program reads what it is given, and the stop flag ends it", "[tool][program]") {
    StopFlag stop{false};
    const auto ended = run_program({"cat"}, "a line\n", Patience{10s, stop});
    REQUIRE(ended);
    CHECK(ended->output == "a line\n");
    stop = true;
    CHECK_FALSE(run_program({"sleep", "60"}, {}, Patience{60s, stop}));
}
