#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sscard::activation {

/// Writes an object member by member: what is written for every row of a batch is not built as a document
/// first. Text that is no UTF-8 gets U+FFFD.
class JsonText {
public:
    JsonText& with(std::string_view key, std::string_view text);
    JsonText& with(std::string_view key, std::int64_t number);
    JsonText& with(std::string_view key, const std::vector<std::string>& texts);
    JsonText& with(std::string_view key, const JsonText& object);

    /// Null for a value that is missing.
    template <class T>
    JsonText& with(std::string_view key, const std::optional<T>& value) {
        return value ? with(key, *value) : with_raw(key, "null");
    }
    /// No member for a value that is missing.
    template <class T>
    JsonText& with_any(std::string_view key, const std::optional<T>& value) {
        return value ? with(key, *value) : *this;
    }

    std::string text() const { return "{" + members_ + "}"; }

private:
    JsonText& with_raw(std::string_view key, std::string_view value);
    void append(std::string_view text);

    std::string members_;
};

}  // namespace sscard::activation
