#include "config_file.hpp"

#include <fmt/format.h>

#include <toml++/toml.h>
#include <algorithm>

#include "credentials.hpp"
#include "nearest.hpp"
#include "settings.hpp"

namespace sscard::tool {
namespace {

constexpr const char* step = "read configuration";
constexpr const char* usual_cure = msgid("Correct the line. See docs/configuration.md.");

enum class Kind { text, path, secret, reader, number, flag, list };  // secret: a path or credential:NAME

struct KnownKey {
    std::string_view name;  // "*" stands for the name of a backend
    Kind kind;
    std::string_view values = {};  // as SettingSpec has them; those of settings stand there
};

constexpr KnownKey known_keys[] = {
    {"reader.select", Kind::reader},
    {"reader.wait_s", Kind::number},
    {"reader.timeout_s", Kind::number},
    {"reader.exclusive", Kind::flag},
    {"output.format", Kind::text},
    {"output.lang", Kind::text},
    {"log.level", Kind::text},
    {"state.dir", Kind::path},
    {"terminal.institution", Kind::text},
    {"terminal.outlet", Kind::text},
    {"terminal.operator", Kind::text},
    {"terminal.terminal", Kind::text},
    {"terminal.channel", Kind::text},
    {"backend.use", Kind::text},
    {"backends.*.kind", Kind::text},
    {"backends.*.url", Kind::text},
    {"backends.*.ca_file", Kind::path},
    {"backends.*.certificate_file", Kind::secret},
    {"backends.*.key_file", Kind::secret},
    {"backends.*.token_file", Kind::secret},
    {"backends.*.connect_timeout_s", Kind::number, "deadline"},
    {"backends.*.timeout_s", Kind::number, "deadline"},
    {"backends.*.max_in_flight", Kind::number, "requests"},
    {"backends.*.program", Kind::list},
    {"journal.hash", Kind::text, "sha256|sm3"},
    {"journal.key_file", Kind::secret},
    {"calendar.holidays", Kind::list},
    {"calendar.working_weekends", Kind::list},
};

constexpr std::string_view backends_prefix = "backends.";

/// "backends.province.url" as the table has it: "backends.*.url".
std::string general(std::string_view key) {
    if (!key.starts_with(backends_prefix)) return std::string{key};
    const auto dot = key.find('.', backends_prefix.size());
    if (dot == std::string_view::npos) return std::string{key};
    return std::string{backends_prefix} + "*" + std::string{key.substr(dot)};
}

const KnownKey* find_key(std::string_view key) {
    const auto name = general(key);
    const auto* found = std::find_if(std::begin(known_keys), std::end(known_keys),
                                     [&](const KnownKey& known) { return known.name == name; });
    return found == std::end(known_keys) ? nullptr : found;
}

/// The other way round: "backends.*.url" in the section that `key` stands in.
std::string of_same_backend(std::string_view known, std::string_view key) {
    constexpr std::string_view any = "backends.*";
    if (!known.starts_with(any) || !key.starts_with(backends_prefix)) return std::string{known};
    return std::string{key.substr(0, key.find('.', backends_prefix.size()))} +
           std::string{known.substr(any.size())};
}

std::string_view values_of(const KnownKey& key) noexcept {
    for (const auto& setting : setting_table()) {
        if (setting.file_key == key.name) return setting.values;
    }
    return key.values;
}

/// Whether a table may stand at this place.
bool is_section(std::string_view key) {
    const auto prefix = general(std::string{key} + ".x");
    const auto section = prefix.substr(0, prefix.size() - 1);
    return key == "backends" ||
           std::any_of(std::begin(known_keys), std::end(known_keys),
                       [&](const KnownKey& known) { return known.name.starts_with(section); });
}

const char* wrong_kind_sentence(Kind kind) noexcept {
    switch (kind) {
        case Kind::number:
            return msgid("{0}, line {1}: {2} must be a number");
        case Kind::flag:
            return msgid("{0}, line {1}: {2} must be true or false");
        case Kind::list:
            return msgid("{0}, line {1}: {2} must be a list of strings");
        case Kind::text:
        case Kind::path:
        case Kind::secret:
        case Kind::reader:
            break;
    }
    return msgid("{0}, line {1}: {2} must be a string");
}

/// Walks the document and collects entries and mistakes.
class Walk {
public:
    Walk(const std::filesystem::path& file, std::vector<std::pair<std::string, ConfigFile::Entry>>& entries)
        : file_{file}, entries_{entries} {}

    void table(const toml::table& table, const std::string& prefix) {
        for (const auto& [name, node] : table) {
            const auto key =
                prefix.empty() ? std::string{name.str()} : prefix + "." + std::string{name.str()};
            if (const auto* inner = node.as_table(); inner != nullptr && is_section(key)) {
                this->table(*inner, key);
            } else if (const auto* known = find_key(key)) {
                value(*known, key, node);
            } else {
                unknown(key, node);
            }
        }
    }

    std::vector<ConfigMistake> mistakes;

private:
    void value(const KnownKey& known, const std::string& key, const toml::node& node) {
        ConfigFile::Entry entry;
        entry.line = node.source().begin.line;
        const auto number = node.value<double>();
        const auto text = node.value<std::string>();
        switch (known.kind) {
            case Kind::number:
                if (!number || !node.is_number()) return wrong_kind(known, key, node);
                entry.text = fmt::format("{}", *number);
                break;
            case Kind::flag:
                if (!node.is_boolean()) return wrong_kind(known, key, node);
                entry.text = node.value_or(false) ? "1" : "0";
                break;
            case Kind::text:
            case Kind::path:
            case Kind::secret:
            case Kind::reader:
                if (!text || !node.is_string()) return wrong_kind(known, key, node);
                entry.text = in_full(known.kind, *text);
                break;
            case Kind::list:
                if (!items(node, entry.items)) return wrong_kind(known, key, node);
                break;
        }
        if (!allows(values_of(known), entry.text)) return wrong_value(known, key, node);
        entries_.emplace_back(key, std::move(entry));
    }

    static bool items(const toml::node& node, std::vector<std::string>& out) {
        const auto* list = node.as_array();
        if (list == nullptr) return false;
        for (const auto& element : *list) {
            if (!element.is_string()) return false;
            out.push_back(*element.value<std::string>());
        }
        return true;
    }

    std::string in_full(Kind kind, const std::string& text) const {
        if (kind == Kind::reader) return with_absolute_file(text);
        const bool is_path = kind == Kind::path || (kind == Kind::secret && !is_credential(text));
        return is_path ? absolute(text) : text;
    }

    std::string absolute(const std::string& path) const {
        return (file_.parent_path() / path).lexically_normal().string();
    }

    /// A card file or recording is a path too.
    std::string with_absolute_file(const std::string& selector) const {
        for (const std::string prefix : {"mock:", "replay:"}) {
            if (selector.starts_with(prefix) && selector != prefix)
                return prefix + absolute(selector.substr(prefix.size()));
        }
        return selector;
    }

    void wrong_kind(const KnownKey& known, const std::string& key, const toml::node& node) {
        mistake("wrong_type", key, node, wrong_kind_sentence(known.kind));
    }

    void wrong_value(const KnownKey& known, const std::string& key, const toml::node& node) {
        mistake("wrong_value", key, node, msgid("{0}, line {1}: {2} must be {3}"),
                allowed_words(values_of(known)));
    }

    void unknown(const std::string& key, const toml::node& node) {
        std::vector<std::string> names;
        for (const auto& known : known_keys) names.emplace_back(of_same_backend(known.name, key));
        const auto close = nearest(key, names);
        mistake("unknown_key", key, node, msgid("{0}, line {1}: unknown key {2}"), close.value_or(""),
                close ? msgid("Did you mean {3}?") : usual_cure);
    }

    void mistake(std::string_view code, const std::string& key, const toml::node& node, const char* sentence,
                 std::string more = {}, const char* cure = usual_cure) {
        const std::size_t line = node.source().begin.line;
        std::vector<std::string> words{file_.string(), std::to_string(line), key, std::move(more)};
        mistakes.push_back(
            {code, line, key, fail(Fault::config, step, sentence, std::move(words), cure).value()});
    }

    const std::filesystem::path& file_;
    std::vector<std::pair<std::string, ConfigFile::Entry>>& entries_;
};

}  // namespace

Result<ConfigFile> ConfigFile::load(const std::filesystem::path& path) {
    std::vector<ConfigMistake> mistakes;
    auto config = load(path, mistakes);
    if (!mistakes.empty()) return tl::unexpected{std::move(mistakes.front().error)};
    return config;
}

Result<ConfigFile> ConfigFile::load(const std::filesystem::path& path, std::vector<ConfigMistake>& mistakes) {
    ConfigFile config;
    config.path_ = std::filesystem::absolute(path);
    std::error_code error;
    if (!std::filesystem::is_regular_file(config.path_, error)) {
        return fail(Fault::config, step, msgid("the configuration file {0} cannot be read"),
                    {config.path_.string()}, msgid("Check that it exists and that you may read it."));
    }
    Walk walk{config.path_, config.entries_};
    try {
        walk.table(toml::parse_file(config.path_.string()), {});
    } catch (const toml::parse_error& wrong) {
        const std::size_t line = wrong.source().begin.line;
        walk.mistakes.push_back(
            {"no_toml", line, "",
             fail(Fault::config, step, msgid("{0}, line {1}: {2}"),
                  {config.path_.string(), std::to_string(line), std::string{wrong.description()}}, usual_cure)
                 .value()});
    }
    // The parser sorts by name; people read by line.
    std::stable_sort(walk.mistakes.begin(), walk.mistakes.end(),
                     [](const auto& a, const auto& b) { return a.line < b.line; });
    mistakes = std::move(walk.mistakes);
    return config;
}

std::optional<ConfigFile::Entry> ConfigFile::find(std::string_view key) const {
    const auto found = std::find_if(entries_.begin(), entries_.end(),
                                    [key](const auto& entry) { return entry.first == key; });
    if (found == entries_.end()) return std::nullopt;
    return found->second;
}

std::vector<std::string> ConfigFile::backends() const {
    std::vector<std::string> names;
    for (const auto& [key, entry] : entries_) {
        if (!key.starts_with(backends_prefix)) continue;
        auto name = key.substr(backends_prefix.size());
        name.resize(name.find('.'));
        if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
    }
    return names;
}

}  // namespace sscard::tool
