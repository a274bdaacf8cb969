#pragma once

#include <array>
#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <span>
#include <sscard/error.hpp>
#include <string>
#include <string_view>

#include "config_file.hpp"
#include "report.hpp"

/// The settings in force and where each came from: option, environment, file, default.
namespace sscard::tool {

enum class Key : std::uint8_t {
    reader,
    wait,
    timeout,
    exclusive,
    format,
    config,
    backend,
    state_dir,
    record,
    redact,
    log_level,
    lang,
    no_color,
    yes,
    show_personal_data,
    institution,
    outlet,
    operator_id,
    terminal,
    channel,
};
inline constexpr std::size_t key_count = 20;

enum class Source : std::uint8_t { option, environment, file, fallback };

struct SettingSpec {
    Key key;
    std::string_view name;      // "state-dir": SSCARD_STATE_DIR
    const char* flags;          // for the command line
    std::string_view file_key;  // "state.dir"; empty: not in the file
    std::string_view fallback;  // default
    std::string_view values;    // "text|json|csv", "flag", a range's name ("seconds"), or empty for any text
    const char* value_name;     // of the value in help
    const char* help;           // msgid
    bool of_terminal;           // only verbs that send requests take it as an option

    std::string variable() const;
    bool is_flag() const noexcept { return values == "flag"; }
};

/// Whether `text` is one of `values`, as SettingSpec has them; and these values for people.
bool allows(std::string_view values, std::string_view text);
std::string allowed_words(std::string_view values);

std::span<const SettingSpec> setting_table() noexcept;
const SettingSpec& spec(Key key) noexcept;

/// What the options on the command line said, by the name of the setting.
using GivenOptions = std::map<std::string, std::string, std::less<>>;

class Settings {
public:
    struct Value {
        std::string text;
        Source source = Source::fallback;
        std::string where;  // name of the variable, or file and line
    };

    /// Fault::usage for a wrong value of an option or variable, Fault::config for the file.
    static Result<Settings> resolve(const GivenOptions& options);

    /// The same with another file than the one that the options name.
    static Result<Settings> resolve(const GivenOptions& options, ConfigFile file);

    /// The form that a failure is reported in while the settings themselves may be what failed.
    static Format format_of(const GivenOptions& options);

    /// The same, but for one value that the command itself has chosen.
    Settings with(Key key, std::string text) const;

    const Value& value(Key key) const noexcept { return values_[static_cast<std::size_t>(key)]; }
    const std::string& operator[](Key key) const noexcept { return value(key).text; }
    bool flag(Key key) const noexcept { return (*this)[key] == "1"; }
    std::chrono::milliseconds seconds(Key key) const;
    Format format() const noexcept;
    std::filesystem::path state_dir() const { return (*this)[Key::state_dir]; }
    const ConfigFile& file() const noexcept { return file_; }

private:
    std::array<Value, key_count> values_;
    ConfigFile file_;
};

/// The configuration file to read: the one named, or the first that exists of the standard places, or none.
std::filesystem::path config_path(const GivenOptions& options);

}  // namespace sscard::tool
