#pragma once

#include <filesystem>
#include <optional>
#include <sscard/error.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sscard::tool {

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

    /// Fault::config with file, line and key for the first mistake; `mistakes` gets all of them.
    static Result<ConfigFile> load(const std::filesystem::path& path, std::vector<Error>* mistakes = nullptr);

    const std::filesystem::path& path() const noexcept { return path_; }

    /// By dotted key ("terminal.outlet"). Paths are made absolute, from the folder of the file.
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
