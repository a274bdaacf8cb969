#include <algorithm>
#include <iterator>
#include <sscard/card/fields.hpp>
#include <sscard/error.hpp>

#include "decode.hpp"

namespace sscard::card {
namespace {

constexpr std::uint8_t tag_01[] = {0x01};
constexpr std::uint8_t tag_02[] = {0x02};
constexpr std::uint8_t tag_03[] = {0x03};
constexpr std::uint8_t tag_04[] = {0x04};
constexpr std::uint8_t tag_05[] = {0x05};
constexpr std::uint8_t tag_06[] = {0x06};
constexpr std::uint8_t tag_07[] = {0x07};
constexpr std::uint8_t tag_08[] = {0x08};
constexpr std::uint8_t tags_name[] = {0x09, 0x4E};
constexpr std::uint8_t tag_0A[] = {0x0A};
constexpr std::uint8_t tag_0B[] = {0x0B};
constexpr std::uint8_t tag_0C[] = {0x0C};
constexpr std::uint8_t tag_0D[] = {0x0D};

constexpr Example number_examples[] = {
    {"44323134333536395800", "D2143569X", ""},
    {"455430303030373758", "ET000077X", ""},
    {"443231343335363930", "D21435690", "card_number_check"},
    {"443231343335363978", "D2143569X", ""},
    {"44323134333536395841", "D2143569X", "card_number_length"},
    {"41D5C5C8FDD5C5C8FDD5C5", "A张三张三", "card_number_length"},
    {"D5C5C8FDD5C5C8FDD5C5", "张三张三\uFFFD", "undecodable_text"},
    {"000000000000000000", nullptr, ""},
    {"FFFFFFFFFFFFFFFFFF", nullptr, ""},
    {"", nullptr, ""},
};
constexpr Example identification_examples[] = {
    {"310000D15600000500000001FFFFFFFF", "310000D15600000500000001FFFFFFFF", ""},
    {"310000D15600000600000001FFFFFFFF", "310000D15600000600000001FFFFFFFF", "identification_number_format"},
    {"3100", "3100", "identification_number_format"},
    {"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", nullptr, ""},
};
constexpr Example region_examples[] = {
    {"310000D15600000500000001FFFFFFFF", "310000", ""},
    {"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", nullptr, ""},
    {"31", nullptr, ""},
    {"AB0000D15600000500000001FFFFFFFF", nullptr, ""},
};
constexpr Example class_examples[] = {{"33", "3", ""}, {"00", nullptr, ""}, {"37", nullptr, "code_unknown"}};
constexpr Example version_examples[] = {
    {"322E3030", "2.00", ""}, {"312E30", "1.0", ""}, {"00000000", nullptr, ""}, {"322E3020", "2.0", ""}};
constexpr Example body_examples[] = {
    {"915600000211000011010002", "915600000211000011010002", ""},
    {"9156000002310000310100DB", "9156000002310000310100DB", ""},
    {"FFFFFFFFFFFFFFFFFFFFFFFF", nullptr, ""},
};
constexpr Example date_examples[] = {
    {"20180403", "2018-04-03", ""},        {"FFFFFFFF", nullptr, ""},         {"00000000", nullptr, ""},
    {"20180230", nullptr, "date_invalid"}, {"2018", nullptr, "date_invalid"},
};
constexpr Example id_number_examples[] = {
    {"313130313035313934393132333130303258", "11010519491231002X", ""},
    {"313130313035313934393132333130303278", "11010519491231002X", ""},
    {"555341313937383038303330303031322020", "USA1978080300012", ""},
    {"000000000000000000000000000000000000", nullptr, ""},
};
constexpr Example name_examples[] = {
    {"D5C5C8FD0000", "张三", ""},
    {"D5C5C8FD2020", "张三", ""},
    {"D5C5FFFF", "张", ""},
    {"4A4F484E20534D495448", "JOHN SMITH", ""},
    {"D5C580FFC8FD", "张\uFFFD\uFFFD三", "undecodable_text"},
    {"D5C51B5B", "张\uFFFD[", "undecodable_text"},
    {"D5C5813083375B", "张\uFFFD[", "undecodable_text"},  // U+009B, by which terminals are steered too
    {"", nullptr, ""},
};
constexpr Example sex_examples[] = {{"31", "male", ""},
                                    {"32", "female", ""},
                                    {"39", "unstated", ""},
                                    {"00", nullptr, ""},
                                    {"33", nullptr, "code_unknown"}};
constexpr Example ethnic_code_examples[] = {
    {"01", "01", ""}, {"99", "99", ""}, {"FF", nullptr, ""}, {"77", nullptr, "code_unknown"}};
constexpr Example ethnic_examples[] = {
    {"01", "汉", ""}, {"56", "基诺", ""}, {"FF", nullptr, ""}, {"77", nullptr, ""}};
constexpr Example place_examples[] = {{"110105", "110105", ""},
                                      {"FFFFFF", nullptr, ""},
                                      {"1101FF", "1101", ""},
                                      {"1A0105", nullptr, "code_unknown"}};

using enum Field;

constexpr FieldSpec table[] = {
    {card_number, "card", "number", msgid("card number"), FileId::issuer, tag_07, decode_card_number,
     number_examples},
    {identification_number, "card", "identification_number", msgid("identification number"), FileId::issuer,
     tag_01, decode_identification_number, identification_examples},
    {region, "card", "region", msgid("region"), FileId::issuer, tag_01, decode_region, region_examples},
    {card_class, "card", "class", msgid("class"), FileId::issuer, tag_02, decode_class, class_examples},
    {spec_version, "card", "spec_version", msgid("specification version"), FileId::issuer, tag_03,
     decode_text, version_examples},
    {initialising_body, "card", "initialising_body", msgid("initialising body"), FileId::issuer, tag_04,
     decode_body, body_examples},
    {issued_on, "card", "issued_on", msgid("issued on"), FileId::issuer, tag_05, decode_date, date_examples},
    {expires_on, "card", "expires_on", msgid("valid until"), FileId::issuer, tag_06, decode_date,
     date_examples},
    {id_number, "holder", "id_number", msgid("id number"), FileId::holder, tag_08, decode_id_number,
     id_number_examples},
    {holder_name, "holder", "name", msgid("name"), FileId::holder, tags_name, decode_text, name_examples},
    {sex, "holder", "sex", msgid("sex"), FileId::holder, tag_0A, decode_sex, sex_examples},
    {ethnic_group_code, "holder", "ethnic_group_code", msgid("ethnic group code"), FileId::holder, tag_0B,
     decode_ethnic_group_code, ethnic_code_examples},
    {ethnic_group, "holder", "ethnic_group", msgid("ethnic group"), FileId::holder, tag_0B,
     decode_ethnic_group, ethnic_examples},
    {birthplace_code, "holder", "birthplace_code", msgid("place of birth"), FileId::holder, tag_0C,
     decode_place, place_examples},
    {birth_date, "holder", "birth_date", msgid("date of birth"), FileId::holder, tag_0D, decode_date,
     date_examples},
};
static_assert(std::size(table) == field_count);

}  // namespace

std::span<const FieldSpec> field_table() noexcept { return table; }

const FieldSpec& spec(Field field) noexcept { return table[index(field)]; }

FieldSet all_fields() noexcept { return FieldSet{}.set(); }

std::optional<FieldSet> fields_named(std::string_view name) {
    FieldSet fields;
    for (const auto& entry : table) {
        if (name == entry.section || name == entry.name()) fields.set(index(entry.field));
    }
    if (fields.none()) return std::nullopt;
    return fields;
}

}  // namespace sscard::card
