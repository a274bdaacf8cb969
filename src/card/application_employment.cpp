#include "applications.hpp"

namespace sscard::card {
namespace {

using enum Notation;

constexpr Datum worker_parts[] = {
    {0x5A, "职业(工种)代码", "occupation", text, 7},      {0x5B, "职业资格等级", "grade", text, 1},
    {0x5C, "证书发证机构名称", "issued by", text, 0x46},  {0x5D, "发证日期", "issued on", date, 4},
    {0x5E, "证书编号", "certificate number", text, 0x10},
};
constexpr Datum professional_parts[] = {
    {0x33, "职业资格代码", "qualification", text, 3},
    {0x34, "注册登记机构名称", "registered with", text, 0x46},
    {0x35, "注册登记日期", "registered on", date, 4},
    {0x36, "注册登记编号", "registration number", text, 0x10},
};
constexpr ItemSpec skill_items[] = {
    {{0x42, "专业技术职务代码", "professional title", text, 3}},
    {{0x41, "专业技术职务级别", "level of the title", text, 3}},
    {{0x43, "职业资格(工人)", "worker's qualification", unspecified, 0x6C}, worker_parts, 2},
    {{0x44, "职业资格(专业技术)", "professional qualification", unspecified, 0x65}, professional_parts, 2},
};

constexpr Reuse own{true};
constexpr ItemSpec state_items[] = {
    {{0x4C, "就业登记日期", "employment registered on", date, 4}},
    {{0x4B, "就业类型及形式", "kind and form of employment", text, 5}, {}, 1, own},
    {{0x4D, "就业登记地", "employment registered in", digits, 3}, {}, 1, own},
    {{0x60, "失业登记日期", "unemployment registered on", date, 4}},
    {{0x4F, "失业登记类型、原因及注销原因", "kind, reason and end of unemployment", text, 6}, {}, 1, own},
    {{0x50, "失业登记地", "unemployment registered in", digits, 3}, {}, 1, own},
    {{0x3A, "现从事职业", "present occupation", text, 7}},
};

constexpr Datum job_fields[] = {
    {0, "职业", "occupation", text, 7},
    {0, "开始日期", "from", date, 4},
    {0, "终止日期", "until", date, 4},
    {0, "单位名称", "employer", text, 0x46},
};

constexpr ItemSpec certificate_items[] = {
    {{0x55, "证书编号", "certificate number", text, 0x10}, {}, 1, own},
    {{0x56, "发证机构", "issued by", text, 0x46}, {}, 1, {true, 0x55}},
    {{0x96, "发证日期", "issued on", date, 4}, {}, 1, {true, 0x55}},
    {{0x97, "发证地", "issued in", digits, 3}, {}, 1, own},
};

constexpr Datum assistance_parts[] = {
    {0x10, "援助对象类型", "kind of assistance", text, 3},
    {0x11, "认定日期", "recognised on", date, 4},
    {0x12, "认定地", "recognised in", digits, 3},
};
constexpr ItemSpec assistance_items[] = {
    {{0x99, "就业援助对象认定", "recognition for assistance", unspecified, 0x10}, assistance_parts, 4},
    {{0x0F, "退出日期", "ended on", date, 4}},
    {{0x1F, "退出地", "ended in", digits, 3}},
};

constexpr Datum support_fields[] = {
    {0, "扶持政策类型", "kind of support", text, 3},
    {0, "核准日期", "approved on", date, 4},
    {0, "开始日期", "from", date, 4},
    {0, "终止日期", "until", date, 4},
    {0, "核准地", "approved in", digits, 3},
};

constexpr auto linear = Structure::linear;
constexpr auto either = Right::pin_or_key;
constexpr std::string_view key = "RK1DF02";

constexpr ApplicationFile files[] = {
    {0xEF05,
     "EF05",
     "职业和专业技能",
     "occupation and professional skills",
     linear,
     either,
     key,
     skill_items,
     {}},
    {0xEF06, "EF06", "就业状况", "employment state", linear, either, key, state_items, {}},
    {0xEF07, "EF07", "就业记录", "employment record", Structure::cyclic, either, key, {}, job_fields},
    {0xEF09,
     "EF09",
     "就业失业登记证(就业创业证)",
     "employment and unemployment certificate",
     linear,
     either,
     key,
     certificate_items,
     {}},
    {0xEF15, "EF15", "就业援助对象认定", "employment assistance", linear, either, key, assistance_items, {}},
    {0xEF16,
     "EF16",
     "就业扶持政策享受",
     "employment support received",
     Structure::cyclic,
     either,
     key,
     {},
     support_fields},
};

}  // namespace

std::span<const ApplicationFile> employment_files() noexcept { return files; }

}  // namespace sscard::card
