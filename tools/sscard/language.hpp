#pragma once

#include <string>
#include <string_view>

/// Sentences in the language of the person: English in the sources, others through gettext.
namespace sscard::tool {

/// Chooses the language: "zh", "en", or empty for the one of the locale. May be called again.
void set_language(const std::string& language);

/// The sentence in the chosen language; the empty sentence stays empty.
const char* tr(const char* sentence);

/// The one of two names that fits the chosen language.
std::string_view in_language(std::string_view zh, std::string_view en) noexcept;

}  // namespace sscard::tool
