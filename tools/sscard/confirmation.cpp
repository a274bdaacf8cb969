#include "confirmation.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <iostream>

namespace sscard::tool {
namespace {

/// Whether something was typed; not when Ctrl-C came, which may be before the wait begins: it is sliced.
bool typed_something(const StopFlag& stop) {
    pollfd input{STDIN_FILENO, POLLIN, 0};
    while (!stop) {
        if (::poll(&input, 1, static_cast<int>(Patience::slice.count())) > 0) return true;
    }
    return false;
}

}  // namespace

bool is_somebody_there(const Settings& settings) {
    return !settings.flag(Key::yes) && settings.format() == Format::text && ::isatty(STDIN_FILENO) == 1 &&
           ::isatty(STDOUT_FILENO) == 1;
}

Result<void> confirm(const std::string& question, const char* cure, const Desk& desk) {
    fmt::print("{} ", question);
    static_cast<void>(std::fflush(stdout));
    std::string answer;
    if (typed_something(desk.stop)) std::getline(std::cin, answer);
    if (answer == "y" || answer == "Y" || answer == "yes" || answer == "是") return {};
    return fail(Fault::interrupted, "confirm", msgid("not confirmed"), {}, cure);
}

}  // namespace sscard::tool
