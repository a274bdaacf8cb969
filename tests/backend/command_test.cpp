#include <csignal>
#include <fstream>
#include <sscard/backend/command.hpp>
#include <thread>

#include "scene.hpp"

/// Programs that are as a program should not be; each is a shell script.
using namespace sscard;
using namespace std::chrono_literals;
using testing::request;

namespace {

constexpr auto done = R"({"id":1,"status":200,"body":{"social_security":{"state":"1"}}})";

struct Beside {
    testing::TemporaryDirectory place;
    StopFlag stop = false;
    std::unique_ptr<activation::Backend> backend;

    explicit Beside(const std::string& script, std::chrono::milliseconds timeout = 60s) {
        std::signal(SIGPIPE, SIG_IGN);
        backend = backend::open_command({{"sh", "-c", script}, place.path(), timeout}).value();
    }

    auto lookup() const { return backend->lookup({}, request().card, {60s, stop}); }
    Fault fault_of_lookup() const { return lookup().error().fault; }
    Fault fault_of_activate() const { return backend->activate(request(), {60s, stop}).error().fault; }

    std::string state() const {
        const auto answer = lookup();
        REQUIRE(answer);
        return std::get<activation::CardState>(*answer).social_security.state;
    }
};

/// A program that reads one question, writes this, and waits.
std::string saying(const std::string& text) {
    return "read -r question; printf '%s\\n' '" + text + "'; cat >/dev/null";
}

/// A program that answers every question with the state of `expression`, for a shell.
std::string answering(const std::string& expression) {
    return "id=0; while read -r question; do id=$((id + 1)); "
           "printf '{\"id\":%d,\"status\":200,\"body\":{\"social_security\":{\"state\":\"%s\"}}}\\n' $id " +
           expression + "; done";
}

/// Whether the process is gone soon, or dead and only not waited for by whoever adopted it.
bool has_ended(const std::string& process) {
    for (int look = 0; look < 1000; ++look) {
        std::ifstream stat{"/proc/" + process + "/stat"};
        const std::string text{std::istreambuf_iterator<char>{stat}, {}};
        if (text.empty() || text.find(") Z ") != std::string::npos) return true;
        std::this_thread::sleep_for(10ms);
    }
    return false;
}

}  // namespace

TEST_CASE("a program answers line by line and is kept", "[backend][command]") {
    const Beside program{answering("$$")};
    const auto first = program.state();
    CHECK(program.state() == first);
    CHECK(program.state() == first);
}

TEST_CASE("a program that ended is started again for the next question", "[backend][command]") {
    const auto script =
        "echo started >>starts; read -r question; id=$(wc -l <starts); "
        "printf '{\"id\":%d,\"status\":200,\"body\":{}}\\n' $id";
    const Beside program{script};
    for (int question = 0; question < 3; ++question) {
        CHECK(program.lookup());
        std::this_thread::sleep_for(50ms);
    }
}

TEST_CASE("blank lines and late answers to earlier questions are passed over", "[backend][command]") {
    CHECK(Beside{saying("\n  \r\n" + std::string{R"({"id":0,"status":500})"} + "\n" + done)}.state() == "1");
}

TEST_CASE("members that nobody knows are passed over", "[backend][command]") {
    CHECK(Beside{saying(R"({"x":[1],"id":1,"status":200,"body":{"social_security":{"state":"1"},"y":{}}})")}
              .state() == "1");
}

TEST_CASE("a program that answers the challenges of cards is asked for that", "[backend][command]") {
    const Beside program{
        "read -r question; echo '{\"id\":1,\"status\":200,\"body\":{\"card_authentication\":true}}'; "
        "read -r question; case $question in *'\"operation\":\"authenticate\"'*) "
        "echo '{\"id\":2,\"status\":200,\"body\":{\"internal_response\":\"0102030405060708\"}}'; esac; cat"};
    auto* const authenticator = program.backend->card_authenticator({60s, program.stop}).value();
    REQUIRE(authenticator != nullptr);
    const auto answers = authenticator->answer({}, {60s, program.stop});
    REQUIRE(answers);
    CHECK(answers->internal_response == card::Block{1, 2, 3, 4, 5, 6, 7, 8});
    CHECK_FALSE(answers->external_authentication);
}

TEST_CASE("what is no answer to the question is none", "[backend][command]") {
    const auto* line = GENERATE(
        "hello", "[]", "1", "{", "{}", R"({"id":1})", R"({"status":200,"body":{}})",
        R"({"id":2,"status":200,"body":{}})", R"({"id":"1","status":200,"body":{}})",
        R"({"id":-1,"status":200,"body":{}})", R"({"id":1,"status":"200","body":{}})",
        R"({"id":1,"status":99999999999,"body":{}})", R"({"id":1,"status":200})",
        R"({"id":1,"status":200,"body":[]})", R"({"id":1,"status":200,"body":{"social_security":1}})",
        R"({"id":1,"status":302,"body":{}})", R"({"id":1,"status":404})", R"({"id":1,"status":200,"body":{)");
    CAPTURE(line);
    CHECK(Beside{saying(line)}.fault_of_lookup() == Fault::backend_malformed);
}

TEST_CASE("a line without end, lines without end and nesting without end are given up on",
          "[backend][command]") {
    const auto* script =
        GENERATE("cat /dev/zero", "yes ''",
                 "printf '{\"id\":1,\"status\":200,\"body\":'; head -c 900000 /dev/zero | tr "
                 "'\\0' '['; echo; cat >/dev/null",
                 "head -c 2000000 /dev/zero; echo; cat >/dev/null");
    CAPTURE(script);
    const Beside program{script};
    CHECK(program.fault_of_lookup() == Fault::backend_malformed);
    CHECK(program.fault_of_activate() == Fault::backend_malformed);
}

TEST_CASE("a question of which not a byte was taken was not sent", "[backend][command]") {
    const auto* script = GENERATE("exit 3", "sleep 60");
    CAPTURE(script);
    const Beside program{script, 100ms};
    CHECK(program.fault_of_lookup() == Fault::backend_unreachable);
    CHECK(program.fault_of_activate() == Fault::backend_unreachable);
}

TEST_CASE("an activation that was taken and not answered is open, a lookup is not", "[backend][command]") {
    const auto* script =
        GENERATE("head -c 1 >/dev/null", "read -r question", "read -r question; exec >&-; sleep 60");
    CAPTURE(script);
    const Beside program{script};
    CHECK(program.fault_of_lookup() == Fault::backend_unreachable);
    CHECK(program.fault_of_activate() == Fault::unknown_outcome);
}

TEST_CASE("half an answer in time is none", "[backend][command]") {
    const Beside program{"read -r question; printf '{\"id\":1,'; sleep 60", 1s};
    CHECK(program.fault_of_activate() == Fault::unknown_outcome);
}

TEST_CASE("how a program ended is told", "[backend][command]") {
    const auto error = Beside{"exit 3", 10ms}.lookup().error();
    CHECK(error.words == std::vector<std::string>{"sh", "3"});
}

TEST_CASE("a program that has no time is asked again after the time that it asks for", "[backend][command]") {
    const auto script =
        "echo started >>starts; read -r question; "
        "echo '{\"id\":1,\"status\":429,\"retry_after\":0}'; read -r question; "
        "echo '{\"id\":2,\"status\":200,\"body\":{}}'";
    CHECK(Beside{script}.lookup());
}

TEST_CASE("a program that does not end is ended", "[backend][command]") {
    const auto process = [&] { return Beside{"trap '' TERM; " + answering("$$") + "; sleep 60"}.state(); }();
    CHECK(has_ended(process));
}

TEST_CASE("what a program started ends with it", "[backend][command]") {
    const auto process = [&] { return Beside{"sleep 60 & " + answering("$!")}.state(); }();
    CHECK(has_ended(process));
}

TEST_CASE("threads ask one after the other", "[backend][command]") {
    const Beside program{answering("1")};
    std::array<bool, 4> answered{};
    std::vector<std::thread> threads;
    for (auto& mine : answered) {
        threads.emplace_back([&program, &mine] {
            mine = true;
            for (int question = 0; question < 20; ++question) mine = mine && program.lookup().has_value();
        });
    }
    for (auto& thread : threads) thread.join();
    CHECK(answered == std::array{true, true, true, true});
}

TEST_CASE("who waits for a turn can be called off", "[backend][command]") {
    Beside program{"read -r question; sleep 60"};
    std::thread first{[&] { CHECK(program.fault_of_lookup() == Fault::interrupted); }};
    std::thread second{[&] { CHECK(program.fault_of_lookup() == Fault::interrupted); }};
    std::this_thread::sleep_for(50ms);
    program.stop = true;
    first.join();
    second.join();
}

TEST_CASE("a program that cannot be run is a mistake of the configuration", "[backend][command]") {
    const testing::TemporaryDirectory place;
    std::ofstream{place.path() / "text"} << "no program";
    const auto fault = [&](std::vector<std::string> words) {
        return backend::open_command({std::move(words), place.path()}).error().fault;
    };
    CHECK(fault({}) == Fault::config);
    CHECK(fault({""}) == Fault::config);
    CHECK(fault({"no-program-of-this-name"}) == Fault::config);
    CHECK(fault({"./missing"}) == Fault::config);
    CHECK(fault({"./text"}) == Fault::config);
    std::filesystem::permissions(place.path() / "text", std::filesystem::perms::owner_all);
    CHECK(fault({"./text"}) == Fault::config);
}
