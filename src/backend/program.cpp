#include "program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <thread>

namespace sscard::backend {
namespace {

constexpr const char* step = "start the program of the backend";

/// All that the program gets of our environment; ours may hold secrets.
constexpr std::array variables{"PATH", "HOME",   "USER",   "LOGNAME",  "LANG",       "LANGUAGE",
                               "TZ",   "TMPDIR", "LC_ALL", "LC_CTYPE", "LC_MESSAGES"};

/// Errors that say that there is no such program, or that it is none.
constexpr std::array not_to_be_run{ENOENT,       EACCES, ENOEXEC, ENOTDIR, ELOOP,
                                   ENAMETOOLONG, EPERM,  E2BIG,   EINVAL};

/// One end of a pipe; closed at the end unless taken.
class End {
public:
    End() = default;
    End(const End&) = delete;
    End& operator=(const End&) = delete;
    ~End() {
        if (number >= 0) ::close(number);
    }
    int take() noexcept { return std::exchange(number, -1); }

    int number = -1;
};

/// A pipe that no other program inherits. Both ends are above the standard ones, which may be closed.
bool make_pipe(End& reading, End& writing) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
    const auto lift = [](int low) {
        const int high = ::fcntl(low, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
        ::close(low);
        return high;
    };
    reading.number = lift(ends[0]);
    writing.number = lift(ends[1]);
    return reading.number >= 0 && writing.number >= 0;
}

bool never_block(int descriptor) { return ::fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0; }

/// How the program is started. Every call that fails leaves its number; the first counts.
class Spawning {
public:
    Spawning() {
        tried(::posix_spawn_file_actions_init(&actions_));
        tried(::posix_spawnattr_init(&attributes_));
    }
    Spawning(const Spawning&) = delete;
    Spawning& operator=(const Spawning&) = delete;
    ~Spawning() {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }

    void own_session() {
        sigset_t signals{};
        ::sigemptyset(&signals);
        tried(::posix_spawnattr_setsigmask(&attributes_, &signals));
        ::sigfillset(&signals);
        tried(::posix_spawnattr_setsigdefault(&attributes_, &signals));
        constexpr int all = POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
        tried(::posix_spawnattr_setflags(&attributes_, static_cast<short>(all)));
    }

    void files(int input, int output, const std::filesystem::path& folder) {
        tried(::posix_spawn_file_actions_adddup2(&actions_, input, STDIN_FILENO));
        tried(::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO));
        tried(::posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0));
        tried(::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1));
        if (!folder.empty()) tried(::posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str()));
    }

    /// The number of the error, or 0.
    int run(pid_t& process, std::vector<std::string> words) {
        std::vector<std::string> kept;
        for (const auto* name : variables) {
            if (const auto* value = std::getenv(name)) kept.push_back(std::string{name} + "=" + value);
        }
        const auto arguments = pointers(words);
        const auto environment = pointers(kept);
        if (error_ != 0) return error_;
        return ::posix_spawnp(&process, words.front().c_str(), &actions_, &attributes_, arguments.data(),
                              environment.data());
    }

private:
    static std::vector<char*> pointers(std::vector<std::string>& texts) {
        std::vector<char*> all;
        all.reserve(texts.size() + 1);
        for (auto& text : texts) all.push_back(text.data());
        all.push_back(nullptr);
        return all;
    }

    void tried(int error) noexcept {
        if (error_ == 0) error_ = error;
    }

    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
    int error_ = 0;
};

tl::unexpected<Error> not_started(const std::string& name, int error) {
    const bool is_none = std::find(not_to_be_run.begin(), not_to_be_run.end(), error) != not_to_be_run.end();
    auto failed = is_none ? fail(Fault::config, step, msgid("the program {0} cannot be run"), {name},
                                 msgid("Check that it exists, that it may be executed, and that the "
                                       "interpreter in its first line is there; or correct program in the "
                                       "configuration."))
                          : fail(Fault::backend_unreachable, step,
                                 msgid("the system has no room to start the program {0}"), {name},
                                 msgid("Nothing was sent. Run the command again later."));
    failed.value().detail = static_cast<std::uint32_t>(error);
    return failed;
}

/// Waits until the descriptor is ready or has come to its end.
std::optional<Program::Trouble> wait_for(int descriptor, short event, const Patience& patience) {
    for (;;) {
        if (const auto over = patience.over())
            return *over == Fault::timeout ? Program::Trouble::late : Program::Trouble::stopped;
        pollfd ready{descriptor, event, 0};
        if (::poll(&ready, 1, static_cast<int>(patience.next_slice().count())) > 0) return std::nullopt;
    }
}

bool is_passing(int error) noexcept { return error == EAGAIN || error == EINTR; }

}  // namespace

Result<std::unique_ptr<Program>> Program::start(const std::vector<std::string>& words,
                                                const std::filesystem::path& folder) {
    End input;
    End our_input;
    End our_output;
    End output;
    if (!make_pipe(input, our_input) || !make_pipe(our_output, output) || !never_block(our_input.number) ||
        !never_block(our_output.number))
        return not_started(words.front(), errno);
    Spawning spawning;
    spawning.own_session();
    spawning.files(input.number, output.number, folder);
    pid_t process = 0;
    if (const auto error = spawning.run(process, words); error != 0) return not_started(words.front(), error);
    return std::unique_ptr<Program>{new Program{process, our_input.take(), our_output.take()}};
}

Program::~Program() {
    if (input_ >= 0) ::close(std::exchange(input_, -1));
    ended_within(grace);
    stop();
    ::close(output_);
}

std::optional<Program::Trouble> Program::write(std::string_view line, const Patience& patience) {
    const auto text = std::string{line} + '\n';
    written_ = 0;
    while (written_ < text.size()) {
        if (const auto trouble = wait_for(input_, POLLOUT, patience)) return trouble;
        const auto rest = std::string_view{text}.substr(written_);
        const auto count = ::write(input_, rest.data(), rest.size());
        if (count >= 0)
            written_ += static_cast<std::size_t>(count);
        else if (!is_passing(errno))
            return Trouble::ended;
    }
    return std::nullopt;
}

tl::expected<std::string, Program::Trouble> Program::read(const Patience& patience) {
    std::size_t looked_at = 0;
    for (;;) {
        if (const auto end = unread_.find('\n', looked_at); end != std::string::npos) {
            auto line = unread_.substr(0, end);
            unread_.erase(0, end + 1);
            return line;
        }
        looked_at = unread_.size();
        if (looked_at > longest_line) return tl::unexpected{Trouble::too_long};
        if (const auto trouble = wait_for(output_, POLLIN, patience)) return tl::unexpected{*trouble};
        std::array<char, 1U << 16U> piece{};
        const auto count = ::read(output_, piece.data(), piece.size());
        if (count > 0)
            unread_.append(piece.data(), static_cast<std::size_t>(count));
        else if (count == 0 || !is_passing(errno))
            return tl::unexpected{Trouble::ended};
    }
}

void Program::stop() {
    if (reaped_) return;
    // The session lives in the number of its first process as long as that is not waited for.
    ::kill(-process_, SIGTERM);
    ended_within(grace);
    ::kill(-process_, SIGKILL);
    int status = 0;
    while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
    constexpr int died = 128;
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : died + WTERMSIG(status);
    reaped_ = true;
}

bool Program::runs() const { return !ended_within(std::chrono::milliseconds{0}); }

bool Program::ended_within(std::chrono::milliseconds longest) const {
    constexpr std::chrono::milliseconds pause{5};
    const auto end = Patience::Clock::now() + longest;
    while (!reaped_) {
        siginfo_t ended{};
        if (::waitid(P_PID, static_cast<id_t>(process_), &ended, WEXITED | WNOHANG | WNOWAIT) != 0)
            return true;
        if (ended.si_pid != 0) return true;
        if (Patience::Clock::now() >= end) return false;
        std::this_thread::sleep_for(pause);
    }
    return true;
}

bool Program::untouched() const {
    // Whoever was killed with the program may take a moment to go.
    pollfd other_side{input_, 0, 0};
    ::poll(&other_side, 1, static_cast<int>(grace.count()));
    int waiting = 0;
    return (other_side.revents & POLLERR) != 0 && ::ioctl(input_, FIONREAD, &waiting) == 0 &&
           static_cast<std::size_t>(waiting) >= written_;
}

}  // namespace sscard::backend
