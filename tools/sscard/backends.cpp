#include "backends.hpp"

#include <algorithm>
#include <iterator>
#include <sscard/backend/local.hpp>

namespace sscard::tool {
namespace {

using Opened = Result<std::unique_ptr<activation::Backend>>;

/// One line a kind of backend.
struct BackendKind {
    std::string_view kind;
    Opened (*open)(const Settings& settings);
};

Opened open_embedded(const Settings& settings) { return backend::open_local(settings.state_dir()); }

constexpr BackendKind kinds[] = {
    {"local", open_embedded},
};

constexpr std::string_view embedded = "local";

}  // namespace

Opened open_backend(const Settings& settings) {
    const auto& name = settings[Key::backend];
    const auto configured = settings.file().find("backends." + name + ".kind");
    const auto kind = configured ? configured->text : std::string{name == embedded ? embedded : ""};
    const auto* found = std::find_if(std::begin(kinds), std::end(kinds),
                                     [&](const BackendKind& entry) { return entry.kind == kind; });
    if (found != std::end(kinds)) return found->open(settings);
    if (kind.empty()) {
        return fail(Fault::config, "open backend", msgid("no backend is called {0}"), {name},
                    msgid("Describe it in the configuration, in a section [backends.{0}]."));
    }
    return fail(Fault::config, "open backend", msgid("backend {0}: there is no kind {1}"), {name, kind},
                msgid("Correct its kind in the configuration."));
}

}  // namespace sscard::tool
