#include "applications.hpp"

namespace sscard::card {
namespace {

using enum Notation;

constexpr ItemSpec household_items[] = {
    {{0x20, "户口类别", "household category", text, 2, household_categories}},
    {{0x21, "户口所在地地址", "registered address", text, 0x50}},
    {{0x0E, "户口所在地行政区划代码", "registered region", digits, 3}},
};

constexpr ItemSpec residence_items[] = {
    {{0x23, "常住所在地地址", "residential address", text, 0x50}},
    {{0x24, "常住地行政区划代码", "residential region", digits, 3}},
    {{0x28, "联系电话", "phone", text, 0x0F}},
    {{0x2C, "联系人(监护人)姓名", "contact (guardian)", text, 0x32}},
    {{0x2D, "联系人(监护人)电话", "phone of the contact (guardian)", text, 0x0F}},
};

constexpr ItemSpec status_items[] = {
    {{0x29, "个人就业或离退休(职)状态", "employment or retirement state", text, 1, employment_states}},
};

constexpr ItemSpec marriage_items[] = {
    {{0x2B, "婚姻状况", "marital state", text, 1, marital_states}},
};

constexpr Datum former_economic_type{0x32, "单位经济类型", "economic type of the employer", text, 3};
constexpr ItemSpec employer_items[] = {
    {{0x2E, "单位名称", "employer", text, 0x46}},
    {{0x30, "单位组织机构代码", "organisation code of the employer", text, 9}},
    {{0x32, "人员身份类别", "occupational status", text, 2, occupation_statuses},
     {},
     1,
     {true, 0, &former_economic_type}},
};

constexpr Datum former_contribution_base{0x37, "缴费基数", "contribution base", unspecified, 4};
constexpr Datum former_wages{0x38, "上年工资总额", "wages of the last year", unspecified, 4};
constexpr Datum former_wages_date{0x39, "工资信息更新日期", "wages updated on", date, 4};
constexpr ItemSpec nationality_items[] = {
    {{0x37, "国籍", "nationality", text, 3}, {}, 1, {true, 0, &former_contribution_base}},
    {{0x38, "政治面貌", "political affiliation", text, 2, political_affiliations},
     {},
     1,
     {true, 0, &former_wages}},
    {{0x39, "参加党派日期", "joined on", date, 4}, {}, 1, {true, 0x38, &former_wages_date}},
};

constexpr Datum degree_parts[] = {
    {0x57, "学位代码", "degree", text, 3},
    {0x58, "所学专业类别", "field of study", digits, 3},
    {0x59, "毕业学校名称", "school", text, 0x28},
};
constexpr ItemSpec education_items[] = {
    {{0x2A, "学历", "education level", digits, 1, education_levels}},
    {{0x40, "学位信息", "academic degree", unspecified, 0x34}, degree_parts, 3},
};

constexpr auto linear = Structure::linear;
constexpr auto either = Right::pin_or_key;
constexpr std::string_view key = "RK1DF01";
constexpr std::uint16_t reserved_size = 0x128;

constexpr ApplicationFile reserved(std::uint16_t fid, std::string_view id, std::string_view name,
                                   std::string_view name_en) {
    return {fid, id, name, name_en, Structure::transparent, Right::free, {}, {}, {}, reserved_size};
}

constexpr ApplicationFile files[] = {
    {0xEF05, "EF05", "户籍信息", "household registration", linear, either, key, household_items, {}},
    {0xEF06, "EF06", "常住地信息", "residence", linear, either, key, residence_items, {}},
    {0xEF07, "EF07", "个人状况", "personal state", linear, either, key, status_items, {}},
    {0xEF08, "EF08", "婚姻状况", "marriage", linear, either, key, marriage_items, {}},
    {0xEF09, "EF09", "人员身份及就业单位", "status and employer", linear, either, key, employer_items, {}},
    {0xEF0A,
     "EF0A",
     "国籍及政治面貌",
     "nationality and political affiliation",
     linear,
     either,
     key,
     nationality_items,
     {}},
    {0xEF15, "EF15", "学历信息", "education", linear, either, key, education_items, {}},
    reserved(0xEF16, "EF16", "预留信息文件1", "reserved file 1"),
    reserved(0xEF17, "EF17", "预留信息文件2", "reserved file 2"),
    reserved(0xEF18, "EF18", "预留信息文件3", "reserved file 3"),
    reserved(0xEF19, "EF19", "预留信息文件4", "reserved file 4"),
    reserved(0xEF1A, "EF1A", "预留信息文件5", "reserved file 5"),
};

}  // namespace

std::span<const ApplicationFile> common_files() noexcept { return files; }

}  // namespace sscard::card
