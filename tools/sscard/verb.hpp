#pragma once

#include <functional>
#include <sscard/patience.hpp>

#include "cli_fwd.hpp"
#include "report.hpp"
#include "settings.hpp"

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

/// Declares a verb: name, help, examples, and what to do. Its options are added to the result.
CLI::App* add_verb(CLI::App& parent, const std::string& name, const char* help, const char* examples,
                   Chosen& chosen, Run run);

/// Declares a word that verbs stand behind: `sscard journal ...`.
CLI::App* add_group(CLI::App& parent, const std::string& name, const char* help);

/// Declares a setting as an option of `app`.
CLI::Option* add_setting(CLI::App& app, Key key, Chosen& chosen);

// One file a verb.
void add_readers(CLI::App& app, Chosen& chosen);
void add_read(CLI::App& app, Chosen& chosen);
void add_activate(CLI::App& app, Chosen& chosen);
void add_status(CLI::App& app, Chosen& chosen);
void add_journal(CLI::App& app, Chosen& chosen);
void add_authority(CLI::App& app, Chosen& chosen);
void add_card(CLI::App& app, Chosen& chosen);
void add_pin(CLI::App& app, Chosen& chosen);
void add_config(CLI::App& app, Chosen& chosen);
void add_apdu(CLI::App& app, Chosen& chosen);
void add_doctor(CLI::App& app, Chosen& chosen);

}  // namespace sscard::tool
