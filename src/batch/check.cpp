#include <algorithm>
#include <sscard/activation/rules.hpp>
#include <sscard/activation/words.hpp>
#include <sscard/batch/check.hpp>
#include <sscard/bytes.hpp>
#include <sscard/card/checks.hpp>

namespace sscard::batch {

namespace {

constexpr std::size_t longest_text = 300;  // bytes: 100 Chinese characters

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_alphanumeric(char c) noexcept { return is_digit(c) || (c >= 'A' && c <= 'Z'); }
bool is_hexadecimal(char c) noexcept { return hex_digit(c).has_value(); }
bool is_control(char c) noexcept { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

template <std::size_t size, bool (*kind)(char)>
bool consists_of(std::string_view text) noexcept {
    return text.size() == size && std::all_of(text.begin(), text.end(), kind);
}

bool is_text(std::string_view text) noexcept {
    return text.size() <= longest_text && std::none_of(text.begin(), text.end(), is_control);
}

bool is_relation(std::string_view text) noexcept {
    return activation::from_word<activation::Relation>(text).has_value();
}

/// What has to stand in a column, unless it may be empty and is.
struct Form {
    Column column;
    bool (*good)(std::string_view text) noexcept;
    std::string_view code;
    const char* sentence;
};

constexpr auto id_number_form = msgid("18 digits or letters are needed");
constexpr auto text_form =
    msgid("the text is longer than 300 bytes, or has a line break or another control character in it");

constexpr std::array forms{
    Form{Column::id_number, consists_of<18, is_alphanumeric>, "id_number_form", id_number_form},
    Form{Column::card_number, consists_of<9, is_alphanumeric>, "card_number_form",
         msgid("9 digits or letters are needed")},
    Form{Column::identification_number, consists_of<32, is_hexadecimal>, "identification_number_form",
         msgid("32 hexadecimal digits are needed")},
    Form{Column::name, is_text, "name_form", text_form},
    Form{Column::region, consists_of<6, is_digit>, "region_form", msgid("6 digits are needed, or nothing")},
    Form{Column::agent_name, is_text, "agent_name_form", text_form},
    Form{Column::agent_id_number, consists_of<18, is_alphanumeric>, "agent_id_number_form", id_number_form},
    Form{Column::agent_relation, is_relation, "agent_relation_form",
         msgid("one of guardian, relative, entrusted is needed")},
    Form{Column::agent_phone, is_text, "agent_phone_form", text_form},
};

constexpr std::array agent_columns{Column::agent_name, Column::agent_id_number, Column::agent_relation,
                                   Column::agent_phone};

std::optional<std::string> unless_empty(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional{text};
}

using Fields = decltype(Row::fields);

const std::string& at(const Fields& fields, Column column) noexcept {
    return fields[static_cast<std::size_t>(column)];
}

Fields with_numbers_in_upper_case(Fields fields) {
    for (std::size_t i = 0; i < fields.size(); ++i)
        if (holds_numbers(static_cast<Column>(i))) fields[i] = in_upper_case(std::move(fields[i]));
    return fields;
}

/// One thing is wrong with a field, not two: what could not be read is not looked at.
bool has_one(const std::vector<Mistake>& mistakes, Column column) noexcept {
    return std::any_of(mistakes.begin(), mistakes.end(),
                       [&](const Mistake& mistake) { return mistake.column == word(column); });
}

void check_forms(const Fields& fields, std::vector<Mistake>& mistakes) {
    for (const auto& form : forms) {
        const auto& field = at(fields, form.column);
        const bool may_be_empty = static_cast<std::size_t>(form.column) >= needed_columns;
        if ((field.empty() && may_be_empty) || form.good(field) || has_one(mistakes, form.column)) continue;
        mistakes.push_back({word(form.column), form.code, form.sentence, {}});
    }
}

void check_id_number(const Fields& fields, Column column, std::vector<Mistake>& mistakes) {
    const auto& number = at(fields, column);
    if (!card::looks_like_citizen_number(number) || card::citizen_check_digit_right(number)) return;
    mistakes.push_back(
        {word(column), "id_number_check", msgid("the check digit of the id number is wrong"), {}});
}

void check_agent(const Fields& fields, std::vector<Mistake>& mistakes) {
    const auto is_given = [&](Column column) { return !at(fields, column).empty(); };
    if (std::none_of(agent_columns.begin(), agent_columns.end(), is_given)) return;
    for (const auto column : {Column::agent_name, Column::agent_id_number, Column::agent_relation}) {
        if (is_given(column) || has_one(mistakes, column)) continue;
        mistakes.push_back({word(column),
                            "agent_incomplete",
                            msgid("an agent needs agent_name, agent_id_number and agent_relation"),
                            {}});
    }
}

void fill(activation::Request& request, const Fields& fields) {
    request.holder.id_number = at(fields, Column::id_number);
    request.holder.name = unless_empty(at(fields, Column::name));
    request.card.number = at(fields, Column::card_number);
    request.card.identification_number = at(fields, Column::identification_number);
    request.card.region = unless_empty(at(fields, Column::region));
    const auto relation = activation::from_word<activation::Relation>(at(fields, Column::agent_relation));
    if (relation)
        request.agent = {at(fields, Column::agent_name), at(fields, Column::agent_id_number), *relation,
                         unless_empty(at(fields, Column::agent_phone))};
}

}  // namespace

Check::Check(activation::Request base, std::string today)
    : base_{std::move(base)}, today_{std::move(today)} {}

Verdict Check::of(const Row& row) const {
    const auto fields = with_numbers_in_upper_case(row.fields);
    Verdict verdict;
    verdict.request = base_;
    fill(verdict.request, fields);

    verdict.mistakes = row.mistakes;
    check_forms(fields, verdict.mistakes);
    check_id_number(fields, Column::id_number, verdict.mistakes);
    check_id_number(fields, Column::agent_id_number, verdict.mistakes);
    check_agent(fields, verdict.mistakes);
    if (!has_one(verdict.mistakes, Column::card_number) &&
        !card::card_number_check_right(verdict.request.card.number))
        verdict.warnings.push_back({word(Column::card_number),
                                    "card_number_check",
                                    msgid("the check character of the card number is wrong"),
                                    {}});
    if (!verdict.mistakes.empty()) {
        verdict.state = activation::State::invalid;
    } else if (auto reason = activation::forbidden(verdict.request, today_)) {
        verdict.state = activation::State::refused;
        verdict.reason = std::move(reason);
    }
    return verdict;
}

}  // namespace sscard::batch
