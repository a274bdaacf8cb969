#include "registration_columns.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <sscard/activation/dates.hpp>

namespace sscard::backend {

namespace {

constexpr std::array enrolment_kinds{std::string_view{},
                                     std::string_view{"employee"},
                                     std::string_view{"self_employed"},
                                     std::string_view{"part_time"},
                                     std::string_view{"flexible"},
                                     std::string_view{"none"}};

constexpr std::size_t longest_name = 300;  // bytes: 100 Chinese characters

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_capital(char c) noexcept { return c >= 'A' && c <= 'Z'; }

bool is_alphanumeric(std::string_view text) noexcept {
    return std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || is_capital(c); });
}

std::string upper(std::string text) {
    for (auto& c : text)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return text;
}

const char* set_id_number(const std::string& field, Registration& registration) {
    registration.person.id_number = upper(field);
    const auto& number = registration.person.id_number;
    return number.size() == 18 && is_alphanumeric(number)
               ? nullptr
               : msgid("row {0}, column {1}: 18 digits or letters are needed");
}

const char* set_name(const std::string& field, Registration& registration) {
    registration.person.name = field;
    if (field.empty()) return msgid("row {0}, column {1}: the name is missing");
    return field.size() <= longest_name ? nullptr : msgid("row {0}, column {1}: the name is too long");
}

const char* set_card_number(const std::string& field, Registration& registration) {
    registration.card.number = upper(field);
    const auto& number = registration.card.number;
    return number.size() == 9 && is_alphanumeric(number)
               ? nullptr
               : msgid("row {0}, column {1}: 9 digits or letters are needed");
}

const char* set_identification_number(const std::string& field, Registration& registration) {
    registration.card.identification_number = upper(field);
    const bool good = field.size() == 32 && std::all_of(field.begin(), field.end(),
                                                        [](char c) { return hex_digit(c).has_value(); });
    return good ? nullptr : msgid("row {0}, column {1}: 32 hexadecimal digits are needed");
}

const char* set_region(const std::string& field, Registration& registration) {
    registration.card.region = field.empty() ? std::nullopt : std::optional{field};
    const bool good =
        field.empty() || (field.size() == 6 && std::all_of(field.begin(), field.end(), is_digit));
    return good ? nullptr : msgid("row {0}, column {1}: 6 digits are needed, or nothing");
}

const char* set_state(const std::string& field, Registration& registration) {
    registration.card.state = field.empty() ? "0" : field;
    const bool known = !state_label(activation::Scope::social_security, registration.card.state).empty();
    return known ? nullptr : msgid("row {0}, column {1}: one of 0 1 2 3 4 9 is needed, or nothing");
}

const char* set_bank_state(const std::string& field, Registration& registration) {
    registration.card.bank_state = field.empty() ? "0" : field;
    const bool known = !state_label(activation::Scope::bank_account, registration.card.bank_state).empty();
    return known ? nullptr : msgid("row {0}, column {1}: one of 0 1 9 is needed, or nothing");
}

const char* set_enrolment_kind(const std::string& field, Registration& registration) {
    registration.person.enrolment_kind = field;
    const bool known =
        std::find(enrolment_kinds.begin(), enrolment_kinds.end(), field) != enrolment_kinds.end();
    return known
               ? nullptr
               : msgid(
                     "row {0}, column {1}: one of employee self_employed part_time flexible none is needed, "
                     "or nothing");
}

template <std::optional<std::string> Person::*member>
const char* set_date(const std::string& field, Registration& registration) {
    registration.person.*member = field.empty() ? std::nullopt : std::optional{field};
    const bool good = field.empty() || activation::day_in(field).has_value();
    return good ? nullptr : msgid("row {0}, column {1}: a date such as 2026-11-22 is needed, or nothing");
}

const char* set_balance(const std::string& field, Registration& registration) {
    registration.person.balance_fen = std::nullopt;
    if (field.empty()) return nullptr;
    std::int64_t balance = 0;
    const auto* const end = field.data() + field.size();
    const auto [at, error] = std::from_chars(field.data(), end, balance);
    if (error != std::errc{} || at != end)
        return msgid("row {0}, column {1}: a whole number of fen is needed, or nothing");
    registration.person.balance_fen = balance;
    return nullptr;
}

std::string get_balance(const Registration& registration) {
    const auto& balance = registration.person.balance_fen;
    return balance ? std::to_string(*balance) : std::string{};
}

template <auto part, auto member>
std::string get(const Registration& registration) {
    return registration.*part.*member;
}

template <auto part, auto member>
std::string get_optional(const Registration& registration) {
    return (registration.*part.*member).value_or("");
}

constexpr auto person = &Registration::person;
constexpr auto card = &Registration::card;

constexpr std::array all_columns{
    Column{"id_number", true, set_id_number, get<person, &Person::id_number>},
    Column{"name", true, set_name, get<person, &Person::name>},
    Column{"card_number", true, set_card_number, get<card, &IssuedCard::number>},
    Column{"identification_number", true, set_identification_number,
           get<card, &IssuedCard::identification_number>},
    Column{"region", false, set_region, get_optional<card, &IssuedCard::region>},
    Column{"state", false, set_state, get<card, &IssuedCard::state>},
    Column{"bank_state", false, set_bank_state, get<card, &IssuedCard::bank_state>},
    Column{"enrolment_kind", false, set_enrolment_kind, get<person, &Person::enrolment_kind>},
    Column{"employed_on", false, set_date<&Person::employed_on>, get_optional<person, &Person::employed_on>},
    Column{"registered_on", false, set_date<&Person::registered_on>,
           get_optional<person, &Person::registered_on>},
    Column{"balance_fen", false, set_balance, get_balance},
};

}  // namespace

std::span<const Column> columns() noexcept { return all_columns; }

const Column* column(std::string_view name) noexcept {
    for (const auto& known : all_columns)
        if (known.name == name) return &known;
    return nullptr;
}

}  // namespace sscard::backend
