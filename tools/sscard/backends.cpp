#include "backends.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>
#include <sscard/backend/command.hpp>
#include <sscard/backend/http.hpp>
#include <sscard/backend/local.hpp>

#include "credentials.hpp"

namespace sscard::tool {
namespace {

using Opened = Result<std::unique_ptr<activation::Backend>>;

/// What the configuration says of one backend: the keys under [backends.NAME].
class Section {
public:
    Section(const Settings& settings, std::string name) : settings_{&settings}, name_{std::move(name)} {}

    const Settings& settings() const noexcept { return *settings_; }

    std::string text(std::string_view key) const { return entry(key).text; }
    std::vector<std::string> items(std::string_view key) const { return entry(key).items; }

    std::chrono::milliseconds seconds(std::string_view key, std::chrono::milliseconds otherwise) const {
        const auto given = text(key);
        if (given.empty()) return otherwise;
        return std::chrono::milliseconds{std::lround(std::stod(given) * 1000)};
    }

    std::size_t count(std::string_view key, std::size_t otherwise) const {
        const auto given = text(key);
        return given.empty() ? otherwise : std::stoul(given);
    }

private:
    ConfigFile::Entry entry(std::string_view key) const {
        return settings_->file()
            .find("backends." + name_ + "." + std::string{key})
            .value_or(ConfigFile::Entry{});
    }

    const Settings* settings_;
    std::string name_;
};

/// One line a kind of backend.
struct BackendKind {
    BackendKeys keys;
    Opened (*open)(const Section& section);
};

Opened open_embedded(const Section& section) { return backend::open_local(section.settings().state_dir()); }

struct ServiceSecret {
    std::string_view key;
    std::string backend::HttpService::*file;
};
constexpr ServiceSecret service_secrets[] = {
    {"certificate_file", &backend::HttpService::certificate_file},
    {"key_file", &backend::HttpService::key_file},
    {"token_file", &backend::HttpService::token_file},
};

Opened open_over_http(const Section& section) {
    backend::HttpService service;
    service.url = section.text("url");
    service.ca_file = section.text("ca_file");
    for (const auto& [key, file] : service_secrets) {
        auto place = place_of(section.text(key));
        if (!place) return tl::unexpected{std::move(place.error())};
        service.*file = place->string();
    }
    service.connect_timeout = section.seconds("connect_timeout_s", service.connect_timeout);
    service.timeout = section.seconds("timeout_s", service.timeout);
    service.max_in_flight = section.count("max_in_flight", service.max_in_flight);
    return backend::open_http(service);
}

Opened open_program(const Section& section) {
    backend::CommandService service;
    service.program = section.items("program");
    service.folder = section.settings().file().path().parent_path();
    service.timeout = section.seconds("timeout_s", service.timeout);
    return backend::open_command(service);
}

constexpr BackendKind kinds[] = {
    {{"local", "", "kind"}, open_embedded},
    {{"http", "url",
      "kind|url|ca_file|certificate_file|key_file|token_file|connect_timeout_s|timeout_s|max_in_flight"},
     open_over_http},
    {{"command", "program", "kind|program|timeout_s"}, open_program},
};

const BackendKind* find_kind(std::string_view kind) noexcept {
    const auto* found = std::find_if(std::begin(kinds), std::end(kinds),
                                     [kind](const BackendKind& entry) { return entry.keys.kind == kind; });
    return found == std::end(kinds) ? nullptr : found;
}

}  // namespace

const BackendKeys* backend_keys(std::string_view kind) noexcept {
    const auto* found = find_kind(kind);
    return found == nullptr ? nullptr : &found->keys;
}

std::vector<std::string> backend_kinds() {
    std::vector<std::string> names;
    for (const auto& entry : kinds) names.emplace_back(entry.keys.kind);
    return names;
}

std::string backend_kind(const ConfigFile& file, const std::string& name) {
    const auto said = file.find("backends." + name + ".kind");
    if (said) return said->text;
    return name == embedded_backend ? name : std::string{};
}

std::chrono::milliseconds backend_time(const Settings& settings) {
    const auto of_card = settings.seconds(Key::timeout);
    if (settings.value(Key::timeout).source != Source::fallback) return of_card;
    return std::max(of_card, Section{settings, settings[Key::backend]}.seconds("timeout_s", of_card));
}

Opened open_backend(const Settings& settings) {
    const auto& name = settings[Key::backend];
    const Section section{settings, name};
    const auto kind = backend_kind(settings.file(), name);
    if (const auto* found = find_kind(kind)) return found->open(section);
    if (kind.empty()) {
        return fail(Fault::config, "open backend", msgid("no backend is called {0}"), {name},
                    msgid("Describe it in the configuration, in a section [backends.{0}]."));
    }
    return fail(Fault::config, "open backend", msgid("backend {0}: there is no kind {1}"), {name, kind},
                msgid("Correct its kind in the configuration."));
}

}  // namespace sscard::tool
