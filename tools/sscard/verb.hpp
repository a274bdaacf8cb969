#pragma once

#include <functional>
#include <sscard/patience.hpp>

#include "report.hpp"
#include "settings.hpp"

// The parser library is all in its headers and long to compile: verb.cpp and command_line.cpp include it,
// everybody else declares options by the class Verb.
namespace CLI {
class App;
}  // namespace CLI

namespace sscard::tool {

/// What a verb works with.
struct Desk {
    const Settings& settings;
    const StopFlag& stop;
};

/// What a verb does when its turn comes.
using Run = std::function<Result<Report>(const Desk&)>;

/// What the parsing of the command line leaves behind: the verb that was chosen and the options given.
struct Chosen {
    Run run;
    std::function<Result<Report>(const GivenOptions&)>
        run_without_settings;                // instead, where they may be broken
    bool with_broken_configuration = false;  // runs nevertheless, as if there were no file
    GivenOptions options;
};

/// A verb, a word that verbs stand behind, or the program, while it is declared. What is typed is written to
/// the targets, which outlive the parsing. Help is a msgid. The synopsis is as help shows it, "--out DIR" or
/// "file FILE". A target is a std::string, one that may be missing, a list of them, or a count.
class Verb {
public:
    explicit Verb(CLI::App& app) noexcept : app_{&app} {}

    void flag(const char* name, bool& target, const char* help) const;

    /// An option with a value; with one of some words.
    template <class T>
    void option(const std::string& synopsis, T& target, const char* help) const;
    void choice(const std::string& synopsis, std::string& target, const char* help,
                const std::vector<std::string>& words) const;

    /// A word that is known by its place.
    void operand(const std::string& synopsis, std::string& target, const char* help) const;
    template <class T>
    void optional_operand(const std::string& synopsis, T& target, const char* help) const;

    /// A setting as an option, below `heading` in the help.
    void setting(Key key, Chosen& chosen, const char* heading = msgid("Options")) const;

    /// A verb behind this word: name, help, examples, and what to do.
    Verb verb(const std::string& name, const char* help, const char* examples, Chosen& chosen, Run run) const;
    Verb verb(const std::string& name, const char* help, const char* examples,
              std::function<void()> when_chosen) const;

    /// A word that verbs stand behind: `sscard journal ...`.
    Verb group(const std::string& name, const char* help) const;

private:
    CLI::App* app_;
};

// One file a verb.
void add_readers(Verb app, Chosen& chosen);
void add_read(Verb app, Chosen& chosen);
void add_activate(Verb app, Chosen& chosen);
void add_status(Verb app, Chosen& chosen);
void add_batch(Verb app, Chosen& chosen);
void add_journal(Verb app, Chosen& chosen);
void add_authority(Verb app, Chosen& chosen);
void add_card(Verb app, Chosen& chosen);
void add_pin(Verb app, Chosen& chosen);
void add_config(Verb app, Chosen& chosen);
void add_apdu(Verb app, Chosen& chosen);
void add_doctor(Verb app, Chosen& chosen);

}  // namespace sscard::tool
