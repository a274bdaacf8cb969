#include "pin_entry.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>
#include <utility>

#include "language.hpp"

namespace sscard::tool {
namespace {

constexpr const char* step = "enter the PIN";
constexpr std::size_t longest_line = 64;  // bytes; no PIN has so many
constexpr int slice_ms = 100;             // Ctrl-C is noticed by then, whichever thread the signal interrupts

/// The terminal without echo, until the end of the scope. Nothing typed before counts, nothing typed too much
/// is left for the shell. Ctrl-C works; suspending and dumping core would leave the terminal silent or the
/// PIN on disk.
class Silence {
public:
    explicit Silence(int terminal) noexcept : terminal_{terminal} {
        if (::tcgetattr(terminal, &before_) != 0) return;
        auto silent = before_;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO | ECHOE | ECHOK | ECHONL);
        silent.c_lflag |= ICANON | ISIG;
        silent.c_cc[VQUIT] = silent.c_cc[VSUSP] = _POSIX_VDISABLE;
        holds_ = ::tcsetattr(terminal, TCSAFLUSH, &silent) == 0;
    }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;
    ~Silence() {
        if (holds_) ::tcsetattr(terminal_, TCSAFLUSH, &before_);
    }

    bool holds() const noexcept { return holds_; }

private:
    int terminal_;
    termios before_{};
    bool holds_ = false;
};

void say(int terminal, std::string_view text) noexcept {
    while (!text.empty()) {
        const auto written = ::write(terminal, text.data(), text.size());
        if (written <= 0) return;  // the answer is read all the same
        text.remove_prefix(static_cast<std::size_t>(written));
    }
}

tl::unexpected<Error> missing() {
    return fail(Fault::usage, step, msgid("the PIN is missing"), {},
                msgid("A file holds a PIN a line; pin change reads two, the old one and the new one."));
}

tl::unexpected<Error> unreadable(const std::string& name) {
    return fail(Fault::usage, step, msgid("the file {0} cannot be read"), {name},
                msgid("Check that it exists and that you may read it."));
}

tl::unexpected<Error> would_show() {
    return fail(Fault::usage, step, msgid("the terminal would show the PIN"), {},
                msgid("Leave --pin-file away at a terminal: you are asked then, and nothing is shown."));
}

/// Reads into `line` up to the line's end, byte by byte: what follows is another PIN. The number of bytes; a
/// line that does not fit is cut.
Result<std::size_t> read_line(int descriptor, std::span<std::uint8_t> line, const Patience& patience) {
    std::size_t size = 0;
    while (size < line.size()) {
        if (const auto over = patience.over()) return fail(*over, step);
        pollfd input{descriptor, POLLIN, 0};
        if (::poll(&input, 1, slice_ms) <= 0) continue;
        const auto count = ::read(descriptor, &line[size], 1);
        if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
        if (count <= 0 && size == 0) return missing();
        if (count <= 0 || line[size] == '\n') break;
        ++size;
    }
    return size;
}

Result<card::Pin> read_pin(int descriptor, const Patience& patience) {
    Secret line{Bytes(longest_line)};
    const auto size = read_line(descriptor, line.fill(), patience);
    if (!size) return tl::unexpected{size.error()};
    auto text = line.reveal().first(*size);
    if (!text.empty() && text.back() == '\r') text = text.first(text.size() - 1);
    return card::Pin::from_digits(text);
}

/// A file that others may read has given the PIN away already.
Result<void> check_owner_only(int descriptor, const std::string& name) {
    struct stat status {};
    if (::fstat(descriptor, &status) != 0 || S_ISDIR(status.st_mode)) return unreadable(name);
    if (!S_ISREG(status.st_mode)) return {};
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
        return fail(Fault::usage, step, msgid("the file {0} with the PIN may be read by others"), {name},
                    msgid("Make it yours alone: chmod 600 {0}"));
    }
    return {};
}

}  // namespace

void add_pin_options(Verb verb, PinOptions& options) {
    verb.option("--pin-file FILE", options.file,
                msgid("read the PIN from this file, or - for standard input, instead of asking for it"));
    verb.flag("--last-try", options.last_try_allowed,
              msgid("use the last try too: a wrong PIN then locks it"));
}

PinEntry::PinEntry(PinEntry&& other) noexcept
    : descriptor_{std::exchange(other.descriptor_, -1)}, terminal_{other.terminal_} {}

PinEntry::~PinEntry() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<PinEntry> PinEntry::open(const PinOptions& options) {
    if (!options.file) {
        PinEntry entry{::open("/dev/tty", O_RDWR | O_CLOEXEC), true};
        if (entry.descriptor_ < 0 && ::isatty(STDIN_FILENO) == 1) entry.descriptor_ = ::dup(STDIN_FILENO);
        if (entry.descriptor_ >= 0) return entry;
        return fail(Fault::usage, step, msgid("there is no terminal to ask for the PIN"), {},
                    msgid("Give it with --pin-file FILE, or --pin-file - for standard input."));
    }
    const auto& name = *options.file;
    constexpr int manner = O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;  // a pipe may have no writer yet
    PinEntry entry{name == "-" ? ::dup(STDIN_FILENO) : ::open(name.c_str(), manner), false};
    if (entry.descriptor_ < 0) return unreadable(name);
    if (::isatty(entry.descriptor_) == 1) return would_show();
    if (auto private_file = check_owner_only(entry.descriptor_, name); !private_file)
        return tl::unexpected{std::move(private_file.error())};
    return entry;
}

Result<card::Pin> PinEntry::next(const char* prompt, const Desk& desk, const CardSource& source) const {
    const auto patience = [&] { return Patience{desk.settings.seconds(Key::timeout), desk.stop}; };
    std::optional<Silence> silence;
    if (terminal_) {
        silence.emplace(descriptor_);
        if (!silence->holds()) return would_show();
        say(descriptor_, std::string{tr(prompt)} + ": ");
    }
    auto pin = read_pin(descriptor_, patience());
    if (terminal_) say(descriptor_, "\n");
    source.renew(patience());
    return pin;
}

Result<card::Pin> PinEntry::next_new(const card::Pin& current, const Desk& desk,
                                     const CardSource& source) const {
    auto pin = next(msgid("New PIN"), desk, source);
    if (!pin) return pin;
    if (*pin == current)
        return fail(Fault::usage, step, msgid("the new PIN is the old one"), {},
                    msgid("Nothing was changed."));
    if (!terminal_) return pin;
    const auto again = next(msgid("New PIN again"), desk, source);
    if (!again) return tl::unexpected{again.error()};
    if (!(*pin == *again))
        return fail(Fault::usage, step, msgid("the two new PINs are not the same"), {},
                    msgid("Nothing was changed."));
    return pin;
}

}  // namespace sscard::tool
