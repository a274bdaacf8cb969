#include "settings.hpp"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>

namespace sscard::tool {
namespace {

namespace fs = std::filesystem;

constexpr SettingSpec table[] = {
    {Key::reader, "reader", "-r,--reader", "reader.select", "", "", "SELECTOR",
     msgid("reader: exact name, glob, #N as listed, mock:FILE, or replay:FILE"), false},
    {Key::wait, "wait", "--wait", "reader.wait_s", "0", "seconds", "SECONDS",
     msgid("wait so long for a card; 0: it must be there"), false},
    {Key::timeout, "timeout", "--timeout", "reader.timeout_s", "30", "seconds", "SECONDS",
     msgid("deadline for the whole card operation"), false},
    {Key::exclusive, "exclusive", "--exclusive", "reader.exclusive", "0", "flag", "",
     msgid("let no other program at the reader meanwhile"), false},
    {Key::format, "format", "--format", "output.format", "text", "text|json|csv", "FORMAT",
     msgid("output: text, json or csv"), false},
    {Key::config, "config", "--config", "", "", "", "FILE", msgid("configuration file"), false},
    {Key::backend, "backend", "--backend", "backend.use", "local", "", "NAME",
     msgid("which authority to ask, by its name in the configuration"), false},
    {Key::state_dir, "state-dir", "--state-dir", "state.dir", "", "", "DIR",
     msgid("where journal and embedded authority live"), false},
    {Key::record, "record", "--record", "", "", "", "FILE",
     msgid("write the conversation with the card, personal data too"), false},
    {Key::redact, "redact", "--redact", "", "0", "flag", "",
     msgid("put an invented person into that file, so that it can be sent to others"), false},
    {Key::log_level, "log-level", "--log-level", "log.level", "warn", "trace|debug|info|warn|error|off",
     "LEVEL", msgid("log to standard error: trace, debug, info, warn, error or off"), false},
    {Key::lang, "lang", "--lang", "output.lang", "", "|zh|en", "LANG",
     msgid("language of sentences: zh or en"), false},
    {Key::no_color, "no-color", "--no-color", "", "0", "flag", "", msgid("no colour on the terminal"), false},
    {Key::yes, "yes", "--yes", "", "0", "flag", "", msgid("do not ask for confirmation"), false},
    {Key::show_personal_data, "show-personal-data", "--show-personal-data", "", "0", "flag", "",
     msgid("print id numbers and names in full"), false},
    {Key::institution, "institution", "--institution", "terminal.institution", "", "", "CODE",
     msgid("institution that asks"), true},
    {Key::outlet, "outlet", "--outlet", "terminal.outlet", "", "", "CODE", msgid("outlet that asks"), true},
    {Key::operator_id, "operator", "--operator", "terminal.operator", "", "", "CODE",
     msgid("operator who asks"), true},
    {Key::terminal, "terminal", "--terminal", "terminal.terminal", "", "", "CODE",
     msgid("terminal that asks"), true},
    {Key::channel, "channel", "--channel", "terminal.channel", "outlet", "outlet|hospital|online", "CHANNEL",
     msgid("where the holder is: outlet, hospital or online"), true},
};
static_assert(std::size(table) == key_count);

std::optional<std::string> environment(const std::string& variable) {
    const auto* value = std::getenv(variable.c_str());
    if (value == nullptr || *value == '\0') return std::nullopt;
    return value;
}

fs::path home() {
    if (const auto home = environment("HOME")) return *home;
    const auto* user = ::getpwuid(::getuid());
    return user != nullptr ? user->pw_dir : "/";
}

/// The XDG Base Directory Specification ignores relative paths.
std::optional<std::string> base_directory(const std::string& variable) {
    auto path = environment(variable);
    if (path && !fs::path{*path}.is_absolute()) return std::nullopt;
    return path;
}

std::string default_state_dir() {
    const auto base = base_directory("XDG_STATE_HOME");
    return (base ? fs::path{*base} : home() / ".local" / "state") / "sscard";
}

/// Numbers that a value may be, by the word that stands for them in `values`.
struct Range {
    std::string_view name;
    double least;
    double most;
    bool whole;
    const char* words;
};
constexpr Range ranges[] = {
    {"seconds", 0, 86400, false, "0 ... 86400"},
    {"deadline", 0.001, 86400, false, "0.001 ... 86400"},
    {"requests", 1, 64, true, "1, 2 ... 64"},
};

const Range* range_named(std::string_view name) noexcept {
    const auto* found = std::find_if(std::begin(ranges), std::end(ranges),
                                     [name](const Range& range) { return range.name == name; });
    return found == std::end(ranges) ? nullptr : found;
}

std::optional<double> number_in(const Range& range, std::string_view text) {
    double value = 0;
    const auto* end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || rest != end || !(value >= range.least && value <= range.most))
        return std::nullopt;
    if (range.whole && value != std::trunc(value)) return std::nullopt;
    return value;
}

Format format_named(std::string_view name) noexcept {
    return name == "json" ? Format::json : name == "csv" ? Format::csv : Format::text;
}

Settings::Value first_given(const SettingSpec& setting, const GivenOptions& options, const ConfigFile& file) {
    if (const auto given = options.find(setting.name); given != options.end())
        return {given->second, Source::option, fmt::format("--{}", setting.name)};
    if (auto given = environment(setting.variable()))
        return {*std::move(given), Source::environment, setting.variable()};
    if (!setting.file_key.empty()) {
        if (auto entry = file.find(setting.file_key)) {
            return {std::move(entry->text), Source::file,
                    fmt::format("{}:{}", file.path().string(), entry->line)};
        }
    }
    return {setting.key == Key::state_dir ? default_state_dir() : std::string{setting.fallback},
            Source::fallback,
            {}};
}

}  // namespace

bool allows(std::string_view values, std::string_view text) {
    if (values.empty()) return true;
    if (const auto* range = range_named(values)) return number_in(*range, text).has_value();
    if (values == "flag") return text == "0" || text == "1";
    for (auto rest = values;;) {
        const auto bar = rest.find('|');
        if (text == rest.substr(0, bar)) return true;
        if (bar == std::string_view::npos) return false;
        rest.remove_prefix(bar + 1);
    }
}

std::string allowed_words(std::string_view values) {
    if (const auto* range = range_named(values)) return range->words;
    if (values == "flag") return "0|1";
    return std::string{values.substr(values.starts_with('|') ? 1 : 0)};
}

std::string SettingSpec::variable() const {
    std::string variable = "SSCARD_";
    for (const auto c : name) variable += c == '-' ? '_' : static_cast<char>(c - 'a' + 'A');
    return variable;
}

std::span<const SettingSpec> setting_table() noexcept { return table; }
const SettingSpec& spec(Key key) noexcept { return table[static_cast<std::size_t>(key)]; }

fs::path config_path(const GivenOptions& options) {
    if (const auto given = options.find("config"); given != options.end()) return given->second;
    if (const auto given = environment("SSCARD_CONFIG")) return *given;
    const auto base = base_directory("XDG_CONFIG_HOME");
    for (const auto& place : {(base ? fs::path{*base} : home() / ".config") / "sscard" / "config.toml",
                              fs::path{"/etc/sscard/config.toml"}}) {
        std::error_code error;
        if (fs::exists(place, error)) return place;
    }
    return {};
}

Result<Settings> Settings::resolve(const GivenOptions& options) {
    const auto path = config_path(options);
    if (path.empty()) return resolve(options, ConfigFile{});
    return ConfigFile::load(path).and_then(
        [&](ConfigFile&& file) { return resolve(options, std::move(file)); });
}

Result<Settings> Settings::resolve(const GivenOptions& options, ConfigFile file) {
    Settings settings;
    settings.file_ = std::move(file);
    for (const auto& setting : table) {
        auto value = first_given(setting, options, settings.file_);
        if (!allows(setting.values, value.text)) {  // the file's were looked at when it was read
            return fail(Fault::usage, "settings", msgid("{0}: this value is not allowed, it must be {1}"),
                        {value.where, allowed_words(setting.values)}, msgid("See sscard --help."));
        }
        settings.values_[static_cast<std::size_t>(setting.key)] = std::move(value);
    }
    // The variable alone may stand for every recording that will ever be made.
    if (settings.flag(Key::redact) && settings.value(Key::redact).source == Source::option &&
        settings[Key::record].empty()) {
        return fail(Fault::usage, "settings", msgid("--redact needs --record FILE"), {},
                    msgid("It is the recording that it takes the person out of."));
    }
    if (settings[Key::config].empty())
        settings.values_[static_cast<std::size_t>(Key::config)].text = settings.file_.path();
    return settings;
}

Format Settings::format_of(const GivenOptions& options) {
    return format_named(first_given(spec(Key::format), options, {}).text);
}

std::chrono::milliseconds Settings::seconds(Key key) const {
    constexpr double milliseconds_a_second = 1000;
    return std::chrono::milliseconds{static_cast<std::int64_t>(
        number_in(*range_named("seconds"), (*this)[key]).value_or(0) * milliseconds_a_second)};
}

Settings Settings::with(Key key, std::string text) const {
    auto changed = *this;
    changed.values_[static_cast<std::size_t>(key)].text = std::move(text);
    return changed;
}

Format Settings::format() const noexcept { return format_named((*this)[Key::format]); }

}  // namespace sscard::tool
