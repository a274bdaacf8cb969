#include "register_json.hpp"

#include <nlohmann/json.hpp>

namespace sscard::backend {

namespace {

using Json = nlohmann::json;

template <class T>
void put(Json& json, const char* key, const std::optional<T>& value) {
    if (value) json[key] = *value;
}

std::string dumped(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::optional<std::string> text_in(const Json& json, const char* key) {
    const auto found = json.find(key);
    if (found == json.end() || !found->is_string()) return std::nullopt;
    return found->get<std::string>();
}

}  // namespace

std::string json_of(const Person& person) {
    Json json{
        {"id_number", person.id_number}, {"name", person.name}, {"enrolment_kind", person.enrolment_kind}};
    put(json, "employed_on", person.employed_on);
    put(json, "registered_on", person.registered_on);
    put(json, "balance_fen", person.balance_fen);
    return dumped(json);
}

std::string json_of(const IssuedCard& card) {
    Json json{{"number", card.number}, {"identification_number", card.identification_number}};
    put(json, "region", card.region);
    return dumped(json);
}

std::optional<Person> person_of(const std::string& json) {
    const auto parsed = Json::parse(json, nullptr, false);
    if (!parsed.is_object()) return std::nullopt;
    auto id_number = text_in(parsed, "id_number");
    auto name = text_in(parsed, "name");
    if (!id_number || !name) return std::nullopt;
    Person person{std::move(*id_number),
                  std::move(*name),
                  text_in(parsed, "enrolment_kind").value_or(""),
                  text_in(parsed, "employed_on"),
                  text_in(parsed, "registered_on"),
                  std::nullopt};
    const auto balance = parsed.find("balance_fen");
    if (balance != parsed.end() && balance->is_number_integer())
        person.balance_fen = balance->get<std::int64_t>();
    return person;
}

std::optional<IssuedCard> card_of(const std::string& json) {
    const auto parsed = Json::parse(json, nullptr, false);
    if (!parsed.is_object()) return std::nullopt;
    auto number = text_in(parsed, "number");
    auto identification_number = text_in(parsed, "identification_number");
    if (!number || !identification_number) return std::nullopt;
    IssuedCard card;
    card.number = std::move(*number);
    card.identification_number = std::move(*identification_number);
    card.region = text_in(parsed, "region");
    return card;
}

}  // namespace sscard::backend
