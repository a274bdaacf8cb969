#include "applications.hpp"

namespace sscard::card {
namespace {

using enum Notation;

constexpr Reuse own{true};

constexpr ItemSpec unemployment_items[] = {
    {{0x61, "失业保险参保地", "enrolled in", digits, 3}, {}, 1, own},
    {{0x60, "失业登记日期", "unemployment registered on", date, 4}},
    {{0x98, "日期 (98)", "date (98)", date, 4}},
    {{0x62, "日期 (62)", "date (62)", date, 4}},
    {{0x63, "月数 (63)", "months (63)", text, 3}},
    {{0x64, "月数 (64)", "months (64)", text, 3}},
    {{0x65, "月数 (65)", "months (65)", text, 3}},
    {{0x66, "月数 (66)", "months (66)", text, 3}},
};

constexpr Datum review_parts[] = {
    {0x13, "鉴定等级 (13)", "grade (13)", text, 2}, {0x14, "鉴定结论 (14)", "finding (14)", text, 1},
    {0x15, "鉴定编号", "reference", text, 0x14},    {0x16, "鉴定日期", "assessed on", date, 4},
    {0x17, "鉴定机构", "assessed by", text, 0x3C},
};
constexpr ItemSpec capacity_items[] = {
    {{0x45, "鉴定编号", "reference", text, 0x14}},
    {{0x46, "鉴定等级 (46)", "grade (46)", text, 2}},
    {{0x47, "鉴定等级 (47)", "grade (47)", text, 2}},
    {{0x48, "鉴定结论 (48)", "finding (48)", text, 1}},
    {{0x49, "鉴定结论 (49)", "finding (49)", text, 1}},
    {{0x67, "鉴定日期", "assessed on", date, 4}},
    {{0x6B, "鉴定机构", "assessed by", text, 0x3C}},
    {{0x4A, "历次鉴定", "further assessment", unspecified, 0x61}, review_parts, 3},
};

constexpr ItemSpec pension_items[] = {
    {{0x70, "养老保险险种", "pension scheme", text, 3, pension_schemes}, {}, 1, {true, 0x71}},
    {{0x71, "养老保险参保地", "enrolled in", digits, 3}, {}, 1, own},
    {{0x6E, "个人账户建账日期", "account opened on", date, 4}},
    {{0x6C, "离退休日期", "retired on", date, 4}},
    {{0x6F, "待遇享受开始日期", "benefits from", date, 4}, {}, 1, {true, 0x71}},
    {{0x73, "更新日期", "updated on", date, 4}},
};

constexpr ItemSpec injury_items[] = {
    {{0x7A, "工伤保险参保地", "enrolled in", digits, 3}},
    {{0x7B, "日期 (7B)", "date (7B)", date, 4}},
    {{0x7C, "日期 (7C)", "date (7C)", date, 4}},
};

constexpr ItemSpec maternity_items[] = {
    {{0x51, "生育保险参保地", "enrolled in", digits, 3}},
    {{0x5F, "标志 (5F)", "mark (5F)", text, 1}},
};

constexpr ItemSpec injury_finding_items[] = {
    {{0x3B, "认定编号", "reference", text, 0x14}},      {{0x3C, "单位名称", "employer", text, 0x46}},
    {{0x3D, "认定结论 (3D)", "finding (3D)", text, 1}}, {{0x3E, "日期 (3E)", "date (3E)", date, 4}},
    {{0x3F, "认定机构", "recognised by", text, 0x3C}},
};

constexpr ItemSpec dependant_items[] = {
    {{0x74, "代码 (74)", "code (74)", text, 3}},   {{0x75, "地区 (75)", "region (75)", digits, 3}},
    {{0x76, "代码 (76)", "code (76)", digits, 1}}, {{0x77, "日期 (77)", "date (77)", date, 4}},
    {{0x78, "日期 (78)", "date (78)", date, 4}},
};

constexpr Datum enrolment_parts[] = {
    {0x18, "险种", "scheme", text, 3, insurance_schemes},
    {0x19, "参保地", "enrolled in", digits, 3},
    {0x1A, "日期 (1A)", "date (1A)", date, 4},
    {0x1B, "日期 (1B)", "date (1B)", date, 4},
    {0x1C, "金额", "amount", fen_digits, 4},
    {0x1D, "月数", "months", text, 3},
    {0x1E, "日期 (1E)", "date (1E)", date, 4},
};
constexpr ItemSpec enrolment_items[] = {
    {{0x79, "参保凭证", "certificate of enrolment", unspecified, 0x27}, enrolment_parts, 4},
};

constexpr auto linear = Structure::linear;
constexpr auto either = Right::pin_or_key;
constexpr std::string_view key = "RK1DF03";

constexpr ApplicationFile interim(std::uint16_t fid, std::string_view id, std::string_view name,
                                  std::string_view name_en) {
    return {fid, id, name, name_en, linear, Right::pin, {}, {}, {}, 0, true};
}

constexpr ApplicationFile files[] = {
    {0xEF05, "EF05", "失业保险", "unemployment insurance", linear, either, "RK2DF03", unemployment_items, {}},
    {0xEF06, "EF06", "劳动能力鉴定", "capacity for work", linear, either, key, capacity_items, {}},
    {0xEF07, "EF07", "养老保险", "pension insurance", linear, either, key, pension_items, {}},
    interim(0xEF08, "EF08", "工伤保险(过渡)", "work injury insurance (interim)"),
    interim(0xEF09, "EF09", "生育保险(过渡)", "maternity insurance (interim)"),
    interim(0xEF0A, "EF0A", "新农保(过渡)", "new rural pension (interim)"),
    {0xEF15, "EF15", "工伤保险", "work injury insurance", linear, either, key, injury_items, {}},
    {0xEF16, "EF16", "生育保险", "maternity insurance", linear, either, key, maternity_items, {}},
    {0xEF17, "EF17", "工伤认定", "finding of work injury", linear, either, key, injury_finding_items, {}},
    {0xEF18, "EF18", "供养亲属", "dependent relatives", linear, either, key, dependant_items, {}},
    {0xEF19, "EF19", "参保凭证", "certificates of enrolment", linear, either, key, enrolment_items, {}},
};

}  // namespace

std::span<const ApplicationFile> insurance_files() noexcept { return files; }

}  // namespace sscard::card
