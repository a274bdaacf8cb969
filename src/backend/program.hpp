#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <sscard/error.hpp>
#include <sscard/patience.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace sscard::backend {

/// A program that runs beside us and speaks in lines: standard input and output are pipes to us, what it says
/// on standard error is nobody's. It has a session of its own, so that Ctrl-C at the terminal is ours alone,
/// a few variables of our environment, and none of our files.
class Program {
public:
    static constexpr std::size_t longest_line = 1U << 20U;  // bytes

    /// Why a line was not written or read.
    enum class Trouble {
        ended,     // the program, or its side of the pipe
        late,      // the deadline passed
        stopped,   // by the stop flag
        too_long,  // a line of more than longest_line
    };

    /// Starts it, without a shell: a name without a slash is looked for in PATH, a path is relative to
    /// `folder`, which it runs in; empty: where we are. Fault::config when there is no such program or it is
    /// none, backend_unreachable when the system has no room for it.
    static Result<std::unique_ptr<Program>> start(const std::vector<std::string>& words,
                                                  const std::filesystem::path& folder);

    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    /// End of file for the program, up to `grace` to end, then stop().
    ~Program();

    /// Writes the line and its end. Nothing when all of it is on its way.
    std::optional<Trouble> write(std::string_view line, const Patience& patience);

    /// The next line, without its end.
    tl::expected<std::string, Trouble> read(const Patience& patience);

    /// Ends it and whatever it started in its session: TERM, up to `grace`, KILL.
    void stop();

    /// Whether it runs.
    bool runs() const;

    /// Once stopped: its exit status, 128 and the signal's number where it died of one.
    int status() const noexcept { return status_; }

    /// Once stopped: whether not a byte of the last line was ever taken out of the pipe, by anybody.
    bool untouched() const;

private:
    static constexpr std::chrono::milliseconds grace{1000};

    Program(pid_t process, int input, int output) noexcept
        : process_{process}, input_{input}, output_{output} {}

    bool ended_within(std::chrono::milliseconds longest) const;

    pid_t process_;            // and its session and group
    int input_;                // its standard input, which we write
    int output_;               // its standard output, which we read
    std::size_t written_ = 0;  // bytes of the last line
    std::string unread_;       // came with the line before
    bool reaped_ = false;
    int status_ = 0;
};

}  // namespace sscard::backend
