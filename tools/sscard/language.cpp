#include "language.hpp"

#include <libintl.h>

#include <array>
#include <clocale>
#include <cstdlib>
#include <filesystem>
#include <string_view>

namespace sscard::tool {
namespace {

constexpr const char* domain = "sscard";
namespace fs = std::filesystem;
bool chinese = false;

/// Catalogues lie beside the binary where it is installed, and in the build tree before that.
std::string catalogue_dir() {
    std::error_code error;
    const auto binary = fs::read_symlink("/proc/self/exe", error);
    const auto installed = binary.parent_path().parent_path() / "share" / "locale";
    if (!error && fs::exists(installed / "zh_CN" / "LC_MESSAGES" / "sscard.mo", error)) return installed;
    return SSCARD_LOCALE_DIR;
}

/// The language that the environment asks for, by the precedence of setlocale(3).
std::string_view environment_language() {
    for (const auto* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        if (const auto* value = std::getenv(variable); value != nullptr && *value != '\0') return value;
    }
    return {};
}

}  // namespace

void set_language(const std::string& language) {
    chinese = language.empty() ? environment_language().starts_with("zh") : language == "zh";
    // gettext translates nothing in the locale "C" and takes LANGUAGE in every other one, so the catalogue
    // does not depend on which locales the machine has.
    static_cast<void>(std::setlocale(LC_ALL, ""));
    static_cast<void>(std::setlocale(LC_NUMERIC, "C"));
    static_cast<void>(std::setlocale(LC_MESSAGES, "C.UTF-8"));
    ::setenv("LANGUAGE", chinese ? "zh_CN" : "en", 1);
    static const auto dir = catalogue_dir();
    ::bindtextdomain(domain, dir.c_str());
    ::bind_textdomain_codeset(domain, "UTF-8");
    ::textdomain(domain);
}

const char* tr(const char* sentence) { return *sentence == '\0' ? sentence : ::gettext(sentence); }

std::string_view in_language(std::string_view zh, std::string_view en) noexcept { return chinese ? zh : en; }

}  // namespace sscard::tool
