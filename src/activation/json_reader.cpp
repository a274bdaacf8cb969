#include "json_reader.hpp"

namespace sscard::activation {

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

JsonReader::JsonReader(const Json& object, std::string path, std::optional<std::string>& complaint)
    : object_{&object}, path_{std::move(path)}, complaint_{&complaint} {}

void JsonReader::complain(const char* key) {
    if (!*complaint_) *complaint_ = path_ + key;
}

const Json* JsonReader::member(const char* key) const {
    if (!object_->is_object()) return nullptr;
    const auto found = object_->find(key);
    return found == object_->end() || found->is_null() ? nullptr : &*found;
}

std::optional<std::string> JsonReader::maybe_text(const char* key) {
    const auto* value = member(key);
    if (value == nullptr) return std::nullopt;
    if (value->is_string()) return value->get<std::string>();
    complain(key);
    return std::nullopt;
}

std::string JsonReader::text(const char* key) {
    auto value = maybe_text(key);
    if (!value) complain(key);
    return value.value_or(std::string{});
}

std::optional<std::int64_t> JsonReader::maybe_integer(const char* key) {
    const auto* value = member(key);
    if (value == nullptr) return std::nullopt;
    const bool fits = value->is_number_integer() &&
                      (!value->is_number_unsigned() || value->get<std::uint64_t>() <= INT64_MAX);
    if (fits) return value->get<std::int64_t>();
    complain(key);
    return std::nullopt;
}

std::optional<bool> JsonReader::maybe_flag(const char* key) {
    const auto* const found = member(key);
    if (found == nullptr) return std::nullopt;
    if (found->is_boolean()) return found->get<bool>();
    complain(key);
    return std::nullopt;
}

std::vector<std::string> JsonReader::maybe_texts(const char* key) {
    std::vector<std::string> texts;
    const auto* value = member(key);
    if (value == nullptr) return texts;
    if (!value->is_array()) complain(key);
    for (const auto& element : *value) {
        if (element.is_string())
            texts.push_back(element.get<std::string>());
        else
            complain(key);
    }
    return texts;
}

std::optional<JsonReader> JsonReader::maybe_object(const char* key) {
    const auto* value = member(key);
    if (value == nullptr) return std::nullopt;
    if (!value->is_object()) complain(key);
    return JsonReader{*value, path_ + key + ".", *complaint_};
}

JsonReader JsonReader::object(const char* key) {
    static const Json nothing = Json::object();
    auto value = maybe_object(key);
    if (!value) complain(key);
    return value.value_or(JsonReader{nothing, path_ + key + ".", *complaint_});
}

}  // namespace sscard::activation
