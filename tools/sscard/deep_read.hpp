#pragma once

#include <CLI/CLI.hpp>
#include <optional>
#include <sscard/card/record_reader.hpp>

#include "report.hpp"

/// `sscard read --all`: the applications of the card, beside what it shows otherwise.
namespace sscard::tool {

struct DeepOptions {
    bool all = false;
    std::optional<std::string> out;  // folder for fingerprint and photo

    /// Fault::usage when the options do not go together, or the folder is not usable. Makes the folder.
    Result<void> prepare(bool with_fields) const;
};

void add_deep_options(CLI::App& verb, DeepOptions& options);

/// Reads the applications and adds what they hold to the report; nothing where it is not asked for.
Result<void> read_deeply(apdu::Transport& card, const card::Habits& habits, const DeepOptions& options,
                         Report& report);

}  // namespace sscard::tool
