#include "program.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <csignal>

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
    CHECK(ended->exit == 0);
    CHECK(ended->output.size() < 80000);
}

TEST_CASE("what a program says last, and all at once, comes back too", "[tool][program]") {
    const auto ended = run_program({"/bin/sh", "-c", "head -c 60000 /dev/zero"}, 10s);
    REQUIRE(ended);
    CHECK(ended->output.size() == 60000);
}

TEST_CASE("a program that is ended takes along what it has started", "[tool][program]") {
    std::array<int, 2> pipe{};
    REQUIRE(::pipe(pipe.data()) == 0);  // whoever is started has its end, too
    CHECK_FALSE(run_program({"/bin/sh", "-c", "sleep 60; true"}, 200ms));
    ::close(pipe[1]);
    pollfd closed{pipe[0], 0, 0};
    CHECK(::poll(&closed, 1, 20000) == 1);
    ::close(pipe[0]);
}

TEST_CASE("signals that are ignored or blocked here are as usual there", "[tool][program]") {
    auto* const before = ::signal(SIGPIPE, SIG_IGN);
    sigset_t blocked;
    sigset_t mask;
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGTERM);
    ::pthread_sigmask(SIG_BLOCK, &blocked, &mask);
    CHECK_FALSE(run_program({"/bin/sh", "-c", "kill -PIPE $$; true"}, 10s));
    CHECK_FALSE(run_program({"/bin/sh", "-c", "kill -TERM $$; true"}, 10s));
    ::pthread_sigmask(SIG_SETMASK, &mask, nullptr);
    ::signal(SIGPIPE, before);
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
