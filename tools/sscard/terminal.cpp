#include "terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <sscard/text/width.hpp>

namespace sscard::tool {

std::size_t columns_of_terminal(int descriptor) {
    constexpr std::size_t usual = 80;
    winsize size{};
    const bool known = ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : usual;
}

std::string cut(std::string text, std::size_t columns) {
    constexpr unsigned continuation = 0x80;
    constexpr unsigned mask = 0xC0;
    while (sscard::text::width(text) > columns) {
        while (!text.empty() && (static_cast<unsigned char>(text.back()) & mask) == continuation)
            text.pop_back();
        if (!text.empty()) text.pop_back();
    }
    return text;
}

std::string in_one_line(std::string text) {
    constexpr char del = 0x7F;
    std::replace_if(
        text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == del; }, ' ');
    return text;
}

Result<void> print(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size()) return {};
    return fail(Fault::internal, "print", msgid("the output could not be written"), {},
                msgid("Check the disk or pipe it prints to."));
}

bool is_terminal_for_people(const Settings& settings) {
    return settings.format() == Format::text && ::isatty(STDOUT_FILENO) == 1;
}

bool may_have_colour(const Settings& settings) {
    return is_terminal_for_people(settings) && !settings.flag(Key::no_color) &&
           std::getenv("NO_COLOR") == nullptr;
}

}  // namespace sscard::tool
