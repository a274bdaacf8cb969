#include <sscard/backend/http.hpp>

#include "backends.hpp"
#include "config_examination.hpp"
#include "nearest.hpp"
#include "settings.hpp"

namespace sscard::tool {
namespace {

/// The first of the section, to hang on it what is missing.
const std::pair<std::string, ConfigFile::Entry>* first_line(const std::string& backend,
                                                            const ConfigFile& file) {
    const std::pair<std::string, ConfigFile::Entry>* first = nullptr;
    for (const auto& line : file.entries()) {
        if (ConfigLine{line.first, line.second}.backend() != backend) continue;
        if (first == nullptr || line.second.line < first->second.line) first = &line;
    }
    return first;
}

void needs(const ConfigLine& first, std::string_view name, ConfigExamination& exam) {
    const auto key = first.beside(name);
    if (exam.has(key)) return;
    exam.mistake("missing_key", {key, first.entry},
                 config_error(msgid("this key is missing"), {std::string{name}},
                              msgid("Add a line to the section: {0} = ...")));
}

template <class Each>
void for_each_word(std::string_view words, Each each) {
    while (!words.empty()) {
        const auto bar = words.find('|');
        each(words.substr(0, bar));
        words.remove_prefix(bar == std::string_view::npos ? words.size() : bar + 1);
    }
}

}  // namespace

void check_backend_in_use(const ConfigLine& line, ConfigExamination& exam) {
    auto described = exam.file().backends();
    described.emplace_back(embedded_backend);
    const auto& name = line.entry.text;
    if (std::find(described.begin(), described.end(), name) != described.end()) return;
    const auto close = nearest(name, described);
    exam.mistake(
        "unknown_backend", line,
        config_error(msgid("no backend is called {0}"), {name, close.value_or("")},
                     close ? msgid("Did you mean {1}?")
                           : msgid("Describe it in the configuration, in a section [backends.{0}].")));
}

void check_backend_kind(const ConfigLine& line, ConfigExamination& exam) {
    const auto& kind = line.entry.text;
    if (backend_keys(kind) != nullptr) return;
    const auto close = nearest(kind, backend_kinds());
    exam.mistake("unknown_kind", line,
                 config_error(msgid("there is no kind {0} of backends"), {kind, close.value_or("")},
                              close ? msgid("Did you mean {1}?") : msgid("See docs/configuration.md.")));
}

void check_address(const ConfigLine& line, ConfigExamination& exam) {
    if (const auto usable = backend::check_address(line.entry.text); !usable)
        exam.mistake("wrong_address", line, usable.error());
}

bool is_heeded(const ConfigLine& line, const ConfigFile& file) {
    const auto backend = line.backend();
    if (backend.empty()) return true;
    const auto* keys = backend_keys(backend_kind(file, backend));
    return keys == nullptr || allows(keys->heeded, line.key.substr(line.key.rfind('.') + 1));
}

void check_section(const std::string& backend, ConfigExamination& exam) {
    const auto* lead = first_line(backend, exam.file());
    if (lead == nullptr) return;
    const ConfigLine first{lead->first, lead->second};
    const auto kind = backend_kind(exam.file(), backend);
    if (kind.empty()) return needs(first, "kind", exam);
    const auto* keys = backend_keys(kind);
    if (keys == nullptr) return;
    for_each_word(keys->needed, [&](std::string_view key) { needs(first, key, exam); });
    for (const auto& [key, entry] : exam.file().entries()) {
        const ConfigLine line{key, entry};
        if (line.backend() != backend || is_heeded(line, exam.file())) continue;
        exam.warning("unheeded_key", line,
                     config_error(msgid("a backend of kind {0} takes no notice of it"), {kind},
                                  msgid("Take the line out, or correct the kind.")));
    }
}

}  // namespace sscard::tool
