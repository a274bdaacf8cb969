#include "backends.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iterator>
#include <sscard/backend/http.hpp>
#include <sscard/backend/local.hpp>

namespace sscard::tool {
namespace {

using Opened = Result<std::unique_ptr<activation::Backend>>;

/// What the configuration says of one backend: the keys under [backends.NAME].
class Section {
public:
    Section(const Settings& settings, std::string name) : settings_{&settings}, name_{std::move(name)} {}

    const Settings& settings() const noexcept { return *settings_; }

    std::string text(std::string_view key) const {
        const auto entry = settings_->file().find("backends." + name_ + "." + std::string{key});
        return entry ? entry->text : std::string{};
    }

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
    const Settings* settings_;
    std::string name_;
};

/// One line a kind of backend.
struct BackendKind {
    std::string_view kind;
    Opened (*open)(const Section& section);
};

Opened open_embedded(const Section& section) { return backend::open_local(section.settings().state_dir()); }

Opened open_over_http(const Section& section) {
    backend::HttpService service;
    service.url = section.text("url");
    service.ca_file = section.text("ca_file");
    service.certificate_file = section.text("certificate_file");
    service.key_file = section.text("key_file");
    service.token_file = section.text("token_file");
    service.connect_timeout = section.seconds("connect_timeout_s", service.connect_timeout);
    service.timeout = section.seconds("timeout_s", service.timeout);
    service.max_in_flight = section.count("max_in_flight", service.max_in_flight);
    return backend::open_http(service);
}

constexpr BackendKind kinds[] = {
    {"local", open_embedded},
    {"http", open_over_http},
};

constexpr std::string_view embedded = "local";

}  // namespace

Opened open_backend(const Settings& settings) {
    const auto& name = settings[Key::backend];
    const Section section{settings, name};
    const auto configured = section.text("kind");
    const auto kind = configured.empty() && name == embedded ? std::string{embedded} : configured;
    const auto* found = std::find_if(std::begin(kinds), std::end(kinds),
                                     [&](const BackendKind& entry) { return entry.kind == kind; });
    if (found != std::end(kinds)) return found->open(section);
    if (kind.empty()) {
        return fail(Fault::config, "open backend", msgid("no backend is called {0}"), {name},
                    msgid("Describe it in the configuration, in a section [backends.{0}]."));
    }
    return fail(Fault::config, "open backend", msgid("backend {0}: there is no kind {1}"), {name, kind},
                msgid("Correct its kind in the configuration."));
}

}  // namespace sscard::tool
