#include "process.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "cards.hpp"

int sscard_main(int count, char** arguments);  // main() of tools/sscard

namespace sscard::schedules {
namespace {

constexpr unsigned longest_seconds = 60;

std::string content(const std::filesystem::path& file) {
    std::ifstream stream{file};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

int create(const std::filesystem::path& file) {
    return ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600);
}

/// Nobody's configuration, and no service of this machine.
void set_environment(const Place& place) {
    for (const char* name : {"HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"})
        ::setenv(name, place.file("home").c_str(), 1);
    ::setenv("SSCARD_STATE_DIR", place.state_dir().c_str(), 1);
    ::setenv("SSCARD_LANG", "en", 1);
    ::setenv("PCSCLITE_CSOCK_NAME", "/nonexistent/pcscd.comm", 1);
    for (const char* name : {"SSCARD_READER", "SSCARD_CONFIG", "SSCARD_FORMAT"}) ::unsetenv(name);
}

void write(int file, const std::string& text) {
    if (::write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size())) std::abort();
}

[[noreturn]] void be_the_program(const Place& place, std::vector<std::string> arguments,
                                 const std::function<void(pcsc_stand_in::World&, const Log&)>& script,
                                 Audit audit) {
    ::alarm(longest_seconds);
    ::dup2(create(place.file("out")), STDOUT_FILENO);
    ::dup2(create(place.file("err")), STDERR_FILENO);
    set_environment(place);
    arguments.insert(arguments.begin(), "sscard");
    std::vector<char*> words;
    for (auto& argument : arguments) words.push_back(argument.data());

    // Never destroyed: a call that hangs is still in it when the process ends.
    auto* const world = new pcsc_stand_in::World;  // NOLINT(cppcoreguidelines-owning-memory)
    const int log = create(place.file("log"));
    script(*world, [log](const std::string& line) { write(log, line + "\n"); });
    const int exit = sscard_main(static_cast<int>(words.size()), words.data());
    if (audit == Audit::yes) write(create(place.file("complaint")), world->complaint());
    std::exit(exit);
}

}  // namespace

Place::Place() { issue_all_cards(state_dir()); }

Ended run(const Place& place, const std::vector<std::string>& arguments,
          const std::function<void(pcsc_stand_in::World&, const Log&)>& script, Audit audit) {
    std::fflush(nullptr);
    const auto child = ::fork();
    if (child < 0) throw std::runtime_error{"no process"};
    if (child == 0) be_the_program(place, arguments, script, audit);
    int status = 0;
    if (::waitpid(child, &status, 0) != child) throw std::runtime_error{"no child"};
    Ended ended;
    if (WIFSIGNALED(status)) ended.signal = WTERMSIG(status);
    if (WIFEXITED(status)) ended.exit = WEXITSTATUS(status);
    ended.out = content(place.file("out"));
    ended.err = content(place.file("err"));
    ended.log = content(place.file("log"));
    ended.complaint = content(place.file("complaint"));
    return ended;
}

}  // namespace sscard::schedules
