#pragma once

#include <optional>
#include <sscard/activation/decision.hpp>
#include <sscard/activation/request.hpp>
#include <string_view>

/// The interface's words for our enumerations, for both directions.
namespace sscard::activation {

std::string_view word(Scope value) noexcept;
std::string_view word(Channel value) noexcept;
std::string_view word(Service value) noexcept;
std::string_view word(Relation value) noexcept;
std::string_view word(Source value) noexcept;
std::string_view word(State value) noexcept;

/// `from_word<Scope>("bank_account")`; nothing for a word that is none of theirs. For the enumerations above.
template <class Enum>
std::optional<Enum> from_word(std::string_view word) noexcept;

}  // namespace sscard::activation
