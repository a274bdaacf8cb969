#include "json_text.hpp"

#include <algorithm>

#include "json_reader.hpp"

namespace sscard::activation {

namespace {

/// Whether JSON has the text as it is.
bool is_plain(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char letter) {
        return letter >= ' ' && letter <= '~' && letter != '"' && letter != '\\';
    });
}

}  // namespace

JsonText& JsonText::with(std::string_view key, std::string_view text) {
    with_raw(key, {});
    append(text);
    return *this;
}

JsonText& JsonText::with(std::string_view key, std::int64_t number) {
    return with_raw(key, std::to_string(number));
}

JsonText& JsonText::with(std::string_view key, const std::vector<std::string>& texts) {
    with_raw(key, "[");
    for (const auto& text : texts) {
        if (&text != &texts.front()) members_ += ',';
        append(text);
    }
    members_ += ']';
    return *this;
}

JsonText& JsonText::with(std::string_view key, const JsonText& object) {
    return with_raw(key, object.text());
}

JsonText& JsonText::with_raw(std::string_view key, std::string_view value) {
    if (!members_.empty()) members_ += ',';
    append(key);
    members_ += ':';
    members_ += value;
    return *this;
}

void JsonText::append(std::string_view text) {
    if (!is_plain(text)) {
        members_ += dumped(text);
        return;
    }
    members_ += '"';
    members_ += text;
    members_ += '"';
}

}  // namespace sscard::activation
