#pragma once

#include <optional>
#include <sscard/backend/authority.hpp>
#include <string>

namespace sscard::backend {

/// What is sealed of a person and of a card. The states of a card are columns of their own.
std::string json_of(const Person& person);
std::string json_of(const IssuedCard& card);

/// Nothing when the text is not what json_of wrote.
std::optional<Person> person_of(const std::string& json);
std::optional<IssuedCard> card_of(const std::string& json);

}  // namespace sscard::backend
