#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <sscard/error.hpp>
#include <string>
#include <utility>
#include <vector>

namespace sscard::tool {

using Json = nlohmann::ordered_json;

enum class Format { text, json, csv };

/// What a verb has to say: once for programs, once for people.
struct Report {
    Json document;
    std::string text;
    /// The verdict of a command that has something to show and still did not succeed: refused, pending, ...
    std::optional<Error> verdict = std::nullopt;
    /// The member of the document that CSV shows, one row an element; empty: `field,value` of everything.
    std::string list{};
    /// An element of that list without values: gives CSV of an empty list its head.
    Json blank{};
};

/// The document in the chosen form, line end included; nothing of a report that is empty because its lines
/// were printed as they came.
std::string rendered(const Report& report, Format format);

/// A row of CSV, line end included.
std::string csv_row(const std::vector<std::string>& cells);

/// JSON on one line, line end included; what is no UTF-8 is replaced by U+FFFD.
std::string line_of(const Json& document);

/// The sscard.error/1 object of a failure.
Json error_document(const Error& error);

/// A msgid in the language of the person, with the words in the places of {0}, {1}, ...
std::string filled(const char* sentence, const std::vector<std::string>& words);

/// Cause and cure, in one line.
std::string explained(const Error& error);

/// The line for people: cause, cure, raw code in brackets.
std::string error_line(const Error& error);

int exit_status(const Report& report) noexcept;

/// Labels and values, aligned by columns of the terminal; rows without a value show a dash.
class Sheet {
public:
    struct Row {
        std::string label;
        std::string value;
        bool is_title = false;
    };

    void title(std::string text);
    void row(std::string label, const std::optional<std::string>& value);
    std::string text() const;
    const std::vector<Row>& rows() const noexcept { return rows_; }

private:
    std::vector<Row> rows_;
};

/// Rows under a head, aligned by columns of the terminal.
std::string columns(const std::vector<std::vector<std::string>>& rows);

/// The value as JSON: null where there is none.
template <class T>
Json json_or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

}  // namespace sscard::tool
