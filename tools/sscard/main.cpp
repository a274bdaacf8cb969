#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "command_line.hpp"
#include "exit_codes.hpp"
#include "language.hpp"

namespace sscard::tool {
namespace {

StopFlag stop{false};  // NOLINT(cppcoreguidelines-avoid-non-const-global-variables): set by a signal handler

extern "C" void on_signal(int) {
    constexpr int interrupted = 130;
    if (stop.exchange(true)) ::_exit(interrupted);  // the second one does not wait
}

void catch_signals() {
    struct sigaction action {};
    action.sa_handler = on_signal;
    for (const auto number : {SIGINT, SIGTERM}) ::sigaction(number, &action, nullptr);
    action.sa_handler = SIG_IGN;
    ::sigaction(SIGPIPE, &action, nullptr);  // a closed pipe is a failed write, and said so
}

/// What an option was given on a command line that is not parsed yet, or cannot be.
std::optional<std::string> peek(std::span<char* const> arguments, const std::string& option) {
    for (std::size_t i = 1; i < arguments.size(); ++i) {
        const std::string_view argument{arguments[i]};
        if (argument.starts_with(option + "=")) return std::string{argument.substr(option.size() + 1)};
        if (argument == option) return i + 1 < arguments.size() ? arguments[i + 1] : "";
    }
    return std::nullopt;
}

/// The language has to be known before the options are declared, because their help is translated.
std::string language_option(std::span<char* const> arguments) {
    if (auto given = peek(arguments, "--lang")) return *std::move(given);
    const auto* variable = std::getenv("SSCARD_LANG");
    return variable == nullptr ? std::string{} : variable;
}

/// The form that a wrong command line is complained about in.
Format format_option(std::span<char* const> arguments) {
    if (peek(arguments, "--json")) return Format::json;
    GivenOptions options;
    if (auto given = peek(arguments, "--format")) options["format"] = *std::move(given);
    return Settings::format_of(options);
}

void print_error(const Error& error, bool colour) {
    auto line = error_line(error);
    constexpr std::string_view name = "sscard:";
    if (colour && ::isatty(STDERR_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr)
        line.replace(0, name.size(), fmt::format("\x1b[1;31m{}\x1b[0m", name));
    static_cast<void>(std::fputs(line.c_str(), stderr));  // nobody is left to be told that it fails
}

/// Prints a failure in the chosen form; the exit status.
int fail_with(const Error& error, Format format, bool colour) {
    if (format == Format::json) {
        static_cast<void>(std::fputs(line_of(error_document(error)).c_str(), stdout));
        static_cast<void>(std::fflush(stdout));
    } else {
        print_error(error, colour);
    }
    return exit_code(error.fault).exit;
}

int succeed_with(const Report& report, Format format, bool colour) {
    const auto text = rendered(report, format);
    const bool written =
        std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
    if (!written) {
        const auto error = Error{Fault::internal, "print"}.because(
            msgid("the output could not be written"), {},
            msgid("What the command did stays done: see sscard journal list. Check the disk or pipe it "
                  "prints to."));
        print_error(error, colour);
        return exit_code(error.fault).exit;
    }
    if (report.verdict && format != Format::json) print_error(*report.verdict, colour);
    return exit_status(report);
}

void start_log(const Settings& settings) {
    auto log = spdlog::stderr_color_mt("sscard");
    log->set_level(spdlog::level::from_str(settings[Key::log_level]));
    log->set_pattern("%H:%M:%S.%e %l  %v");
    spdlog::set_default_logger(std::move(log));
}

int run_with_settings(const Chosen& chosen) {
    auto settings = Settings::resolve(chosen.options);
    if (!settings && settings.error().fault == Fault::config && chosen.with_broken_configuration)
        settings = Settings::resolve(chosen.options, ConfigFile{});
    if (!settings) return fail_with(settings.error(), Settings::format_of(chosen.options), true);
    const bool colour = !settings->flag(Key::no_color);
    set_language((*settings)[Key::lang]);
    start_log(*settings);
    const auto report = chosen.run(Desk{*settings, stop});
    if (!report) return fail_with(report.error(), settings->format(), colour);
    return succeed_with(*report, settings->format(), colour);
}

int run_without_settings(const Chosen& chosen) {
    const auto format = Settings::format_of(chosen.options);
    const auto report = chosen.run_without_settings(chosen.options);
    return report ? succeed_with(*report, format, true) : fail_with(report.error(), format, true);
}

int run(std::span<char*> arguments) {
    set_language(language_option(arguments));
    Chosen chosen;
    const auto parsed = parse(arguments, chosen);
    if (!parsed) return fail_with(parsed.error(), format_option(arguments), true);
    if (!*parsed) return EXIT_SUCCESS;
    catch_signals();
    return chosen.run_without_settings ? run_without_settings(chosen) : run_with_settings(chosen);
}

}  // namespace
}  // namespace sscard::tool

int main(int count, char** arguments) {
    using namespace sscard;
    const std::span typed{arguments, static_cast<std::size_t>(count)};
    try {
        return tool::run(typed);
    } catch (const std::exception& bug) {
        // The text of an unexpected exception may quote its input: its kind alone is told.
        return tool::fail_with(Error{Fault::internal, typeid(bug).name()}, tool::format_option(typed), false);
    }
}
