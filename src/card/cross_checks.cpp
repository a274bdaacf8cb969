#include "cross_checks.hpp"

#include <algorithm>
#include <sscard/card/checks.hpp>
#include <sscard/card/codes.hpp>

namespace sscard::card {

void add_cross_checks(Reading& reading, std::string_view today) {
    const auto warn = [&](std::string_view code, Field field) {
        reading.warnings.push_back({code, field, {}});
    };

    const auto& expires = reading[Field::expires_on];
    if (expires && *expires < today) warn("expired", Field::expires_on);

    const auto& number = reading[Field::card_number];
    const bool too_long = std::any_of(reading.warnings.begin(), reading.warnings.end(),
                                      [](const Warning& w) { return w.code == "card_number_length"; });
    if (number && too_long && !card_number_check_right(*number))
        warn("card_number_check", Field::card_number);  // of the first 9, which are the number

    const auto& id_number = reading[Field::id_number];
    if (!id_number || !looks_like_citizen_number(*id_number)) return;
    if (!citizen_check_digit_right(*id_number)) warn("id_number_check", Field::id_number);
    const auto& birth_date = reading[Field::birth_date];
    if (birth_date && *birth_date != citizen_birth_date(*id_number))
        warn("birth_date_mismatch", Field::birth_date);
    const auto& sex = reading[Field::sex];
    const std::string number_says{*citizen_sex(*id_number)};
    if (sex && *sex != "unstated" && *sex != word_for(sexes(), number_says)) warn("sex_mismatch", Field::sex);
}

}  // namespace sscard::card
