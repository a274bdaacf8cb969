#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <sscard/bytes.hpp>
#include <sscard/error.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sscard::virtual_card {

/// Keeps the first thing that is wrong with a card file. Reading goes on with empty values, so that the code
/// that reads is not a ladder of checks; whatever is found later may follow from the first and is dropped.
class Mistakes {
public:
    void add(const char* sentence, std::vector<std::string> words = {});
    const std::optional<Error>& first() const noexcept { return first_; }

private:
    std::optional<Error> first_;
};

/// One value of a JSON document and the way to it. Every accessor notes a mistake and gives an empty value
/// when the JSON value is of another kind.
class Node {
public:
    Node(const nlohmann::json& value, std::string path, Mistakes& mistakes);

    const std::string& path() const noexcept { return path_; }
    bool is_null() const noexcept;
    bool is_object() const noexcept;

    /// This must be an object with these keys and no others.
    void allow(std::span<const std::string_view> keys) const;
    /// A member of an object; nothing when it is not there.
    std::optional<Node> find(std::string_view key) const;
    std::vector<std::pair<std::string, Node>> members() const;
    std::vector<Node> elements() const;

    std::string text() const;
    bool boolean() const;
    std::uint64_t number() const;
    Bytes hex(std::size_t least, std::size_t most) const;
    std::uint16_t status_word() const;
    /// The index of the text in the list; 0 when it is none of them.
    std::size_t choice(std::span<const std::string_view> words) const;

    /// Notes a mistake; {0} of the sentence is this node's path, {1} is `about`.
    void wrong(const char* sentence, std::string about = {}) const;

private:
    Node child(const nlohmann::json& value, std::string_view key) const;

    const nlohmann::json* value_;
    std::string path_;
    Mistakes* mistakes_;
};

/// Parses JSON. A syntax error, or a key that stands twice in one object, is a mistake, and the result null.
nlohmann::json parse_json(std::string_view text, Mistakes& mistakes);

}  // namespace sscard::virtual_card
