#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

/// Code tables of the card specification (V2.0, appendix A), in the words of the standards that they quote.
namespace sscard::card {

struct Code {
    std::string_view code;
    std::string_view word;
};

/// Ethnic groups (GB/T 3304): two digits and the Chinese name.
std::span<const Code> ethnic_groups() noexcept;

/// Sex (GB/T 2261.1): "1" male, "2" female, "9" unstated; the words are those of the JSON output.
std::span<const Code> sexes() noexcept;

/// Card classes: "1" pre-school, "2" student, "3" adult, "4" aged 70 or more.
std::span<const Code> card_classes() noexcept;

/// A code of the applications, with the Chinese word of the specification and an English one.
struct Term {
    std::string_view code;
    std::string_view word;
    std::string_view word_en;
};

using CodeTable = std::span<const Term> (*)() noexcept;

// The code lists of the applications (V2.0, appendix A).
std::span<const Term> household_categories() noexcept;
std::span<const Term> employment_states() noexcept;
std::span<const Term> marital_states() noexcept;
std::span<const Term> occupation_statuses() noexcept;
std::span<const Term> political_affiliations() noexcept;
std::span<const Term> education_levels() noexcept;
std::span<const Term> pension_schemes() noexcept;
std::span<const Term> insurance_schemes() noexcept;
std::span<const Term> medical_schemes() noexcept;
std::span<const Term> medical_categories() noexcept;
std::span<const Term> medical_card_uses() noexcept;
std::span<const Term> medical_transactions() noexcept;
/// "1" and "0".
std::span<const Term> yes_or_no() noexcept;

/// The entry of a code; nullptr when the table does not have it.
const Term* term_for(std::span<const Term> table, std::string_view code) noexcept;

/// The word for a code; nothing when the table does not have it.
std::optional<std::string_view> word_for(std::span<const Code> table, std::string_view code) noexcept;

}  // namespace sscard::card
