#pragma once

#include <optional>
#include <sscard/activation/batch_journal.hpp>
#include <string>
#include <string_view>

/// What the entries of a batch say that are no requests.
namespace sscard::activation {

/// A batch and its name.
struct NamedFacts {
    std::string name;
    BatchFacts facts;
};

std::string to_json(const NamedFacts& batch);
std::optional<NamedFacts> batch_from_json(std::string_view json);

/// Why a row did not become a request.
std::string note_to_json(const std::string& reason_code);
std::optional<std::string> note_from_json(std::string_view json);

}  // namespace sscard::activation
