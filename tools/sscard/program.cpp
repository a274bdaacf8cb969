#include "program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace sscard::tool {
namespace {

constexpr std::size_t longest_output = 64U << 10U;
constexpr std::size_t most_input = 4096;
constexpr std::chrono::milliseconds slice{20};

/// The ends of a pipe; closed with it.
struct Pipe {
    std::array<int, 2> ends{-1, -1};

    Pipe() { static_cast<void>(::pipe2(ends.data(), O_CLOEXEC)); }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    ~Pipe() {
        for (auto& end : ends) close(end);
    }
    static void close(int& end) {
        if (end >= 0) ::close(end);
        end = -1;
    }
};

/// A group of its own, so that it can be ended with all that it starts; signals are as usual there.
class Surroundings {
public:
    Surroundings() {
        constexpr auto flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK;
        sigset_t signals;
        ::sigemptyset(&signals);
        ::posix_spawnattr_init(&attributes_);
        ::posix_spawnattr_setsigmask(&attributes_, &signals);
        ::sigaddset(&signals, SIGPIPE);
        ::posix_spawnattr_setsigdefault(&attributes_, &signals);
        ::posix_spawnattr_setpgroup(&attributes_, 0);
        ::posix_spawnattr_setflags(&attributes_, flags);
    }
    Surroundings(const Surroundings&) = delete;
    Surroundings& operator=(const Surroundings&) = delete;
    ~Surroundings() { ::posix_spawnattr_destroy(&attributes_); }

    const posix_spawnattr_t* get() const noexcept { return &attributes_; }

private:
    posix_spawnattr_t attributes_{};
};

std::optional<pid_t> start(std::vector<std::string>& command, int input, int output) {
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (auto& word : command) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t files;
    if (::posix_spawn_file_actions_init(&files) != 0) return std::nullopt;
    const Surroundings surroundings;
    pid_t process = 0;
    const bool started =
        ::posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO) == 0 &&
        ::posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO) == 0 &&
        ::posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0) == 0 &&
        ::posix_spawnp(&process, arguments.front(), &files, surroundings.get(), arguments.data(), environ) ==
            0;
    ::posix_spawn_file_actions_destroy(&files);
    return started ? std::optional{process} : std::nullopt;
}

/// Whether there was something.
bool read_some(int source, std::string& output) {
    std::array<char, 4096> part{};
    pollfd readable{source, POLLIN, 0};
    if (::poll(&readable, 1, static_cast<int>(slice.count())) <= 0) return false;
    const auto size = ::read(source, part.data(), part.size());
    if (size <= 0) {
        ::usleep(
            static_cast<useconds_t>(std::chrono::microseconds{slice}.count()));  // closed, and not ended yet
        return false;
    }
    if (output.size() < longest_output) output.append(part.data(), static_cast<std::size_t>(size));
    return true;
}

}  // namespace

std::optional<ProgramEnd> run_program(std::vector<std::string> command, std::string_view input,
                                      const Patience& patience) {
    Pipe to_program;
    Pipe pipe;
    // A pipe that nobody has read from takes so little at once.
    const auto written = ::write(to_program.ends[1], input.data(), std::min(input.size(), most_input));
    Pipe::close(to_program.ends[1]);
    if (written < 0) return std::nullopt;
    const auto process = start(command, to_program.ends[0], pipe.ends[1]);
    if (!process) return std::nullopt;
    Pipe::close(pipe.ends[1]);
    std::string output;
    int status = 0;
    while (::waitpid(*process, &status, WNOHANG) == 0) {
        if (patience.over()) {
            ::kill(-*process, SIGKILL);
            ::waitpid(*process, &status, 0);
            return std::nullopt;
        }
        read_some(pipe.ends[0], output);
    }
    while (output.size() < longest_output && !patience.over() && read_some(pipe.ends[0], output)) {
    }
    if (!WIFEXITED(status)) return std::nullopt;
    return ProgramEnd{WEXITSTATUS(status), std::move(output)};
}

std::optional<ProgramEnd> run_program(std::vector<std::string> command, std::chrono::milliseconds longest) {
    static const StopFlag never{false};
    return run_program(std::move(command), {}, Patience{longest, never});
}

}  // namespace sscard::tool
