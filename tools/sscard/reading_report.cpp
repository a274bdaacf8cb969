#include "reading_report.hpp"

#include <fmt/format.h>

#include <sscard/apdu/atr.hpp>
#include <sscard/card/codes.hpp>

#include "language.hpp"

namespace sscard::tool {
namespace {

using card::Algorithm;
using card::Field;
using card::Generation;
using card::HolderAccess;
using card::ReaderKey;
using card::Reading;

std::optional<std::string> generation_name(const std::optional<Generation>& generation) {
    if (!generation) return std::nullopt;
    switch (*generation) {
        case Generation::g1_0:
            return "1.0";
        case Generation::g2_0:
            return "2.0";
        case Generation::g3_0:
            break;
    }
    return "3.0";
}

std::optional<std::string> algorithm_name(const std::optional<Algorithm>& algorithm) {
    if (!algorithm) return std::nullopt;
    switch (*algorithm) {
        case Algorithm::triple_des:
            return "3des";
        case Algorithm::ssf33:
            return "ssf33";
        case Algorithm::sm4:
            break;
    }
    return "sm4";
}

Json access_name(HolderAccess access) {
    switch (access) {
        case HolderAccess::authentication_required:
            return "authentication_required";
        case HolderAccess::not_present:
            return "not_present";
        case HolderAccess::given:
        case HolderAccess::not_asked:
            break;
    }
    return nullptr;
}

struct WarningSentence {
    std::string_view code;
    const char* sentence;
};

constexpr WarningSentence warning_sentences[] = {
    {"card_number_check", msgid("the check character of the card number is wrong")},
    {"card_number_length", msgid("the card number is longer than 9 characters; the first 9 count")},
    {"identification_number_format", msgid("the identification number does not have its form")},
    {"id_number_check", msgid("the check digit of the id number is wrong")},
    {"birth_date_mismatch", msgid("the date of birth is not the one in the id number")},
    {"sex_mismatch", msgid("the sex is not the one in the id number")},
    {"expired", msgid("the card has expired")},
    {"date_invalid", msgid("this is no date of the calendar")},
    {"code_unknown", msgid("the code table does not have this code")},
    {"undecodable_text", msgid("some of the text could not be decoded")},
    {"malformed_item", msgid("what the card holds here makes no sense")},
    {"bank_account_check", msgid("the account number fails its check, or the card holds two that differ")},
    {"incomplete", msgid("the card failed before the end; there may be more")},
    {"application_blocked", msgid("the application is locked by the issuer")},
    {"no_pin", msgid("the card asked for no PIN")},
};

Json warnings_of(const Reading& reading) {
    auto list = Json::array();
    for (const auto& warning : reading.warnings) {
        Json entry{{"code", warning.code}, {"field", spec(warning.field).name()}};
        if (!warning.raw.empty()) entry["raw"] = warning.raw;
        list.push_back(std::move(entry));
    }
    return list;
}

/// The chosen fields of one section, in the order of the table; nothing when none is chosen.
std::optional<Json> section_of(const Reading& reading, std::string_view section,
                               const card::FieldSet& chosen) {
    std::optional<Json> object;
    for (const auto& entry : card::field_table()) {
        if (entry.section != section || !chosen.test(index(entry.field))) continue;
        if (!object) object = Json::object();
        (*object)[std::string{entry.key}] = json_or_null(reading[entry.field]);
    }
    return object;
}

void add_sections(Json& document, const Reading& reading, const card::FieldSet& chosen) {
    for (const auto* name : {"card", "holder"}) {
        if (auto section = section_of(reading, name, chosen)) document[name] = *std::move(section);
    }
}

/// A value in the person's language, where it is a code or one of our words.
std::optional<std::string> shown(Field field, const std::optional<std::string>& value) {
    if (!value) return value;
    if (field == Field::sex) return tr(value->c_str());
    if (field != Field::card_class) return value;
    const auto word = card::word_for(card::card_classes(), *value);
    return word ? fmt::format("{}  {}", *value, tr(std::string{*word}.c_str())) : *value;
}

/// Why the holder's file stayed closed.
const char* sentence_for(ReaderKey key) noexcept {
    switch (key) {
        case ReaderKey::refused:
            return msgid(
                "Holder: protected by the card, which did not accept the authority's key. Do not try again");
        case ReaderKey::too_few_tries:
            return msgid("Holder: protected by the card, whose key is locked or nearly so: not tried");
        case ReaderKey::not_tried:
        case ReaderKey::accepted:
            break;
    }
    return msgid("Holder: protected by the card, needs an authorised reader");
}

std::string sheet_of(const Reading& reading, const std::string& reader, const card::FieldSet& chosen) {
    Sheet sheet;
    const auto generation = generation_name(reading.generation);
    sheet.title(fmt::format("{}{}{}  ({})", tr(msgid("Social security card")), generation ? " " : "",
                            generation.value_or(""), reader));
    if (const auto& genuine = reading.authentication.genuine) sheet.title(tr(sentence_for_genuine(*genuine)));
    const bool holder_given = reading.holder == HolderAccess::given;
    std::string_view section = "card";
    for (const auto& entry : card::field_table()) {
        if (!chosen.test(index(entry.field)) || (entry.file == card::FileId::holder && !holder_given))
            continue;
        if (entry.section != section) sheet.title(tr(msgid("Holder")));
        section = entry.section;
        sheet.row(tr(entry.label), shown(entry.field, reading[entry.field]));
    }
    if (reading.holder == HolderAccess::authentication_required)
        sheet.title(tr(sentence_for(reading.authentication.reader_key)));
    if (reading.holder == HolderAccess::not_present)
        sheet.title(tr(msgid("Holder: this card has no such file")));
    if (!reading.warnings.empty()) sheet.title(tr(msgid("Warnings")));
    for (const auto& warning : reading.warnings) {
        const auto raw = warning.raw.empty() ? std::string{} : fmt::format("  ({})", warning.raw);
        sheet.row(tr(spec(warning.field).label), warning_sentence(warning.code) + raw);
    }
    return sheet.text();
}

}  // namespace

const char* sentence_for_genuine(bool genuine) noexcept {
    return genuine ? msgid("Genuine: the card has the issuer's key")
                   : msgid("NOT GENUINE: the card does not have the issuer's key");
}

std::string warning_sentence(std::string_view code) {
    for (const auto& entry : warning_sentences) {
        if (entry.code == code) return tr(entry.sentence);
    }
    return std::string{code};
}

std::optional<std::string> historical_bytes(const apdu::Transport& card) {
    const auto atr = apdu::Atr::parse(card.atr());
    if (!atr || atr->historical.empty()) return std::nullopt;
    return to_hex(atr->historical);
}

Report report_on(const Reading& reading, const std::string& reader, const apdu::Transport& card,
                 const std::optional<card::FieldSet>& chosen) {
    Json document{{"schema", "sscard.read/1"}, {"reader", reader}};
    if (chosen) {
        add_sections(document, reading, *chosen);
    } else {
        document["atr"] = to_hex(card.atr());
        document["historical_bytes"] = json_or_null(historical_bytes(card));
        document["generation"] = json_or_null(generation_name(reading.generation));
        document["algorithm"] = json_or_null(algorithm_name(reading.algorithm));
        if (reading.authentication.genuine) document["genuine"] = *reading.authentication.genuine;
        add_sections(document, reading, card::all_fields());
        if (reading.holder != HolderAccess::given) document["holder"] = nullptr;
        document["holder_unavailable"] = access_name(reading.holder);
    }
    document["warnings"] = warnings_of(reading);
    return {std::move(document), sheet_of(reading, reader, chosen.value_or(card::all_fields()))};
}

}  // namespace sscard::tool
