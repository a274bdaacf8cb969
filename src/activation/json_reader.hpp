#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <sscard/activation/words.hpp>
#include <sscard/error.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace sscard::activation {

using Json = nlohmann::json;

/// Compact JSON. Text that is no UTF-8 gets U+FFFD instead of an exception.
std::string dumped(const Json& json);

/// Reads the members of one JSON object. The first member that does not fit is remembered in the complaint,
/// which all readers of one document share; reading goes on with default values.
class JsonReader {
public:
    JsonReader(const Json& object, std::string path, std::optional<std::string>& complaint);

    std::string text(const char* key);
    std::optional<std::string> maybe_text(const char* key);
    std::optional<std::int64_t> maybe_integer(const char* key);
    std::optional<bool> maybe_flag(const char* key);
    std::vector<std::string> maybe_texts(const char* key);
    JsonReader object(const char* key);
    std::optional<JsonReader> maybe_object(const char* key);

    template <class Enum>
    std::optional<Enum> maybe_word(const char* key) {
        const auto said = maybe_text(key);
        if (!said) return std::nullopt;
        const auto value = from_word<Enum>(*said);
        if (!value) complain(key);
        return value;
    }

    template <class Enum>
    Enum word(const char* key) {
        const auto value = maybe_word<Enum>(key);
        if (!value) complain(key);
        return value.value_or(Enum{});
    }

    void complain(const char* key);

private:
    /// The member; nullptr when it is missing or null.
    const Json* member(const char* key) const;

    const Json* object_;
    std::string path_;
    std::optional<std::string>* complaint_;
};

/// Parses a document that is one object and hands it to `read`; the result, unless something did not fit.
template <class Read>
auto read_json(std::string_view text, const char* step, Read read)
    -> Result<decltype(read(std::declval<JsonReader&>()))> {
    const auto document = Json::parse(text, nullptr, false);
    if (!document.is_object())
        return fail(Fault::backend_malformed, step, msgid("the answer of the backend is no JSON object"));
    std::optional<std::string> complaint;
    JsonReader reader{document, {}, complaint};
    auto value = read(reader);
    if (complaint)
        return fail(Fault::backend_malformed, step,
                    msgid("the answer of the backend makes no sense: member {0} is missing or wrong"),
                    {*complaint});
    return value;
}

}  // namespace sscard::activation
