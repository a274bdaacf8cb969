#pragma once

#include <filesystem>
#include <optional>
#include <sscard/error.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sscard::tool {

/// A mistake in the configuration, or what may become one.
struct ConfigMistake {
    std::string_view code;  // stable, for scripts: "unknown_key"
    std::size_t line = 0;   // of the file
    std::string key{};      // dotted; empty: of none
    Error error{};          // says file, line and key too
};

/// The configuration in TOML (docs/configuration.md), checked against the table of known keys.
class ConfigFile {
public:
    /// A value and the line that it stands in.
    struct Entry {
        std::string text;                // of strings and numbers
        std::vector<std::string> items;  // of lists
        std::size_t line = 0;
    };

    /// An empty configuration: defaults everywhere.
    ConfigFile() = default;

    /// Fault::config with file, line and key for the first mistake.
    static Result<ConfigFile> load(const std::filesystem::path& path);

    /// The lines that make sense; the others become mistakes. Fails when the file cannot be read.
    static Result<ConfigFile> load(const std::filesystem::path& path, std::vector<ConfigMistake>& mistakes);

    const std::filesystem::path& path() const noexcept { return path_; }

    /// By dotted key ("terminal.outlet"). Paths are made absolute, from the folder of the file; where a
    /// credential may stand, `credential:NAME` is left as it is (place_of()).
    std::optional<Entry> find(std::string_view key) const;

    /// Every key that the file has, dotted, with its value.
    const std::vector<std::pair<std::string, Entry>>& entries() const noexcept { return entries_; }

    /// The names under [backends].
    std::vector<std::string> backends() const;

private:
    std::filesystem::path path_;
    std::vector<std::pair<std::string, Entry>> entries_;
};

}  // namespace sscard::tool
