#include "applications.hpp"

namespace sscard::card {
namespace {

using enum Notation;

// DF05 and DF06 are informative in V2.0; of most items only the tag is public.
constexpr Datum contraindication_parts[] = {
    {0xA5, "禁忌药名称", "drug", text, 0x10},
    {0xA6, "代码 (A6)", "code (A6)", text, 4},
};
constexpr Datum illness_parts[] = {
    {0xA7, "重大疾病名称", "illness", text, 0x10},
    {0xA8, "代码 (A8)", "code (A8)", text, 3},
};
constexpr ItemSpec health_items[] = {
    {{0xA0, "健康状况", "state of health", unspecified, 0}},
    {{0xA1, "残疾类别", "kind of disability", unspecified, 0}},
    {{0xB9, "数据项 (B9)", "item (B9)", unspecified, 0}},
    {{0xA2, "ABO血型", "ABO blood group", text, 4}},
    {{0xA9, "Rh血型", "Rh blood group", digits, 1}},
    {{0xA3, "禁忌药", "contraindicated drug", unspecified, 0x18}, contraindication_parts, 5},
    {{0xA4, "重大疾病", "serious illness", unspecified, 0x17}, illness_parts, 5},
    {{0xBA, "数据项 (BA)", "item (BA)", unspecified, 0}},
    {{0xBB, "数据项 (BB)", "item (BB)", text, 0x64}},
    {{0xAA, "日期 (AA)", "date (AA)", date, 4}},
    {{0xAB, "日期 (AB)", "date (AB)", date, 4}},
    {{0xAC, "标志 (AC)", "mark (AC)", text, 1}},
    {{0xAD, "标志 (AD)", "mark (AD)", text, 1}},
    {{0xAE, "标志 (AE)", "mark (AE)", text, 1}},
    {{0xAF, "标志 (AF)", "mark (AF)", text, 1}},
    {{0xB0, "标志 (B0)", "mark (B0)", text, 1}},
    {{0xB1, "标志 (B1)", "mark (B1)", text, 1}},
    {{0xB2, "标志 (B2)", "mark (B2)", text, 1}},
    {{0xB3, "标志 (B3)", "mark (B3)", text, 1}},
    {{0xB4, "标志 (B4)", "mark (B4)", text, 1}},
    {{0xB5, "标志 (B5)", "mark (B5)", text, 1}},
    {{0xB6, "标志 (B6)", "mark (B6)", text, 1}},
    {{0xB7, "标志 (B7)", "mark (B7)", text, 1}},
    {{0xBC, "标志 (BC)", "mark (BC)", text, 1}},
    {{0xB8, "数据项 (B8)", "item (B8)", text, 0x28}},
};

constexpr Datum relief_parts[] = {
    {0xE3, "代码 (E3)", "code (E3)", digits, 1},   {0xE4, "日期 (E4)", "date (E4)", date, 4},
    {0xE5, "日期 (E5)", "date (E5)", date, 4},     {0xE6, "数据项 (E6)", "item (E6)", digits, 4},
    {0xE7, "地区 (E7)", "region (E7)", digits, 3},
};
constexpr std::uint16_t relief_size = 0x1A;
constexpr ItemSpec relief_items[] = {
    {{0xC0, "机构名称 (C0)", "institution (C0)", text, 0x46}},
    {{0xC2, "机构代码 (C2)", "code of the institution (C2)", text, 9}},
    {{0xC3, "社会救助 (C3)", "social relief (C3)", unspecified, relief_size}, relief_parts},
    {{0xC4, "社会救助 (C4)", "social relief (C4)", unspecified, relief_size}, relief_parts},
    {{0xC5, "社会救助 (C5)", "social relief (C5)", unspecified, relief_size}, relief_parts},
};

constexpr ItemSpec special_care_items[] = {
    {{0xC6, "数据项 (C6)", "item (C6)", unspecified, 0}},
    {{0xC8, "数据项 (C8)", "item (C8)", unspecified, 0}},
    {{0xC9, "数据项 (C9)", "item (C9)", unspecified, 0}},
    {{0xCA, "数据项 (CA)", "item (CA)", unspecified, 0}},
    {{0xCB, "数据项 (CB)", "item (CB)", unspecified, 0}},
    {{0xCC, "数据项 (CC)", "item (CC)", unspecified, 0}},
    {{0xCD, "数据项 (CD)", "item (CD)", unspecified, 0}},
    {{0xCE, "数据项 (CE)", "item (CE)", unspecified, 0}},
    {{0xCF, "数据项 (CF)", "item (CF)", unspecified, 0}},
    {{0xD0, "数据项 (D0)", "item (D0)", unspecified, 0}},
    {{0xD1, "数据项 (D1)", "item (D1)", unspecified, 0}},
    {{0xD2, "数据项 (D2)", "item (D2)", unspecified, 0}},
    {{0xD3, "数据项 (D3)", "item (D3)", unspecified, 0}},
    {{0xD4, "数据项 (D4)", "item (D4)", unspecified, 0}},
    {{0xD5, "数据项 (D5)", "item (D5)", unspecified, 0}},
    {{0xD6, "数据项 (D6)", "item (D6)", unspecified, 0}},
    {{0xD7, "数据项 (D7)", "item (D7)", unspecified, 0}},
    {{0xD8, "数据项 (D8)", "item (D8)", unspecified, 0}},
    {{0xD9, "数据项 (D9)", "item (D9)", unspecified, 0}},
    {{0xDA, "数据项 (DA)", "item (DA)", unspecified, 0}},
    {{0xDB, "数据项 (DB)", "item (DB)", unspecified, 0}},
    {{0xDC, "数据项 (DC)", "item (DC)", unspecified, 0}},
    {{0xDD, "数据项 (DD)", "item (DD)", unspecified, 0}},
    {{0xDE, "数据项 (DE)", "item (DE)", unspecified, 0}},
    {{0xDF, "数据项 (DF)", "item (DF)", unspecified, 0}},
    {{0xE0, "数据项 (E0)", "item (E0)", unspecified, 0}},
    {{0xE1, "数据项 (E1)", "item (E1)", unspecified, 0}},
    {{0xE2, "数据项 (E2)", "item (E2)", unspecified, 0}},
};

constexpr ItemSpec honour_items[] = {
    {{0xF0, "代码 (F0)", "code (F0)", text, 2}}, {{0xF1, "代码 (F1)", "code (F1)", text, 1}},
    {{0xF2, "日期 (F2)", "date (F2)", date, 4}}, {{0xF3, "代码 (F3)", "code (F3)", text, 3}},
    {{0xF4, "日期 (F4)", "date (F4)", date, 4}},
};
constexpr ItemSpec expert_items[] = {
    {{0xF5, "代码 (F5)", "code (F5)", text, 3}},
    {{0xF6, "日期 (F6)", "date (F6)", date, 4}},
    {{0xF7, "机构名称 (F7)", "institution (F7)", text, 0x46}},
};
constexpr ItemSpec veteran_items[] = {
    {{0xF8, "日期 (F8)", "date (F8)", date, 4}},
    {{0xF9, "代码 (F9)", "code (F9)", text, 1}},
};

constexpr auto linear = Structure::linear;
constexpr auto key = Right::key;

constexpr ApplicationFile health[] = {
    {0xEF05, "EF05", "生命与健康", "life and health", linear, Right::free, {}, health_items, {}},
};
constexpr ApplicationFile relief[] = {
    {0xEF05, "EF05", "社会救助", "social relief", linear, key, "RK1DF06", relief_items, {}},
    {0xEF06, "EF06", "优待抚恤", "special care", linear, key, "RK1DF06", special_care_items, {}},
};
constexpr ApplicationFile talent[] = {
    {0xEF05, "EF05", "荣誉", "honours", linear, key, "RK1DF07", honour_items, {}},
    {0xEF06, "EF06", "专家", "expert", linear, key, "RK2DF07", expert_items, {}},
    {0xEF07, "EF07", "军队转业干部", "demobilised officer", linear, key, "RK3DF07", veteran_items, {}},
};

}  // namespace

std::span<const ApplicationFile> health_files() noexcept { return health; }
std::span<const ApplicationFile> relief_files() noexcept { return relief; }
std::span<const ApplicationFile> talent_files() noexcept { return talent; }

}  // namespace sscard::card
