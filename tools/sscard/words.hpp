#pragma once

#include <sscard/activation/decision.hpp>
#include <sscard/activation/request.hpp>
#include <string>
#include <string_view>

#include "report.hpp"

/// The words of activation, for people: translated by tr().
namespace sscard::tool {

/// msgid of a state: "activated", "refused", ...
const char* sentence_for(activation::State state) noexcept;

/// msgid of the name of a half.
const char* sentence_for(activation::Scope scope) noexcept;

/// msgid of a refusal's code of the activation interface, or of a mistake in the file of a batch; nullptr for
/// a code of no known meaning.
const char* sentence_for_reason(std::string_view code) noexcept;

/// msgid of a kind of enrolment of the activation interface.
const char* sentence_for_enrolment(std::string_view kind) noexcept;

/// msgid of a next step; nullptr for one of no known meaning.
const char* sentence_for_next(std::string_view step) noexcept;

/// What people are told about one half: the state's number and word.
std::string half(const std::optional<activation::HalfState>& state);

/// Why a request was refused, in the person's language where the code is known.
std::string reason_text(const activation::Reason& reason);

/// The same where the code alone is known; of a code of no known meaning the code itself.
std::string reason_code_text(const std::string& code);

/// The same for programs: `{"state","label"}` and `{"code","message","backend_text"}`, or null.
Json half_document(const std::optional<activation::HalfState>& state);
Json reason_document(const std::optional<activation::Reason>& reason);

}  // namespace sscard::tool
