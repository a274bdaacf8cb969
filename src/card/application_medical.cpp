#include "applications.hpp"

namespace sscard::card {
namespace {

using enum Notation;

constexpr Reuse own{true};

constexpr Datum scheme_parts[] = {
    {0, "险种", "scheme", text, 3, medical_schemes},
    {0, "异地就诊", "treatment elsewhere", text, 1, yes_or_no},
    {0, "门诊统筹", "pooled outpatient treatment", text, 1, yes_or_no},
    {0, "门诊大病", "serious illness of outpatients", text, 1, yes_or_no},
    {0, "医疗救助", "medical relief", text, 1, yes_or_no},
    {0, "优抚补助", "special care allowance", text, 1, yes_or_no},
};
constexpr ItemSpec basic_items[] = {
    {{0x81, "险种及标识", "scheme and marks", unspecified, 8}, scheme_parts, 1, own},
    {{0x84, "参保地", "enrolled in", digits, 3}, {}, 1, own},
    {{0x87, "健康档案编号", "health record number", text, 0x11}, {}, 1, own},
    {{0x8C, "人员类别", "category of person", digits, 1, medical_categories}},
    {{0x80, "建账日期", "account opened on", date, 4}},
    {{0x8B, "个人账号", "account number", text, 0x1D}},
    {{0x8A, "医疗证号", "medical certificate number", text, 0x0F}},
    {{0x83, "定点医疗机构代码1", "designated institution 1", text, 9}},
    {{0x86, "定点医疗机构代码2", "designated institution 2", text, 9}},
    {{0x89, "定点医疗机构代码3", "designated institution 3", text, 9}},
    {{0x7D, "工伤定点医疗机构代码1", "designated institution 1 for work injury", text, 9}},
    {{0x7E, "工伤定点医疗机构代码2", "designated institution 2 for work injury", text, 9}},
    {{0x7F, "工伤定点医疗机构代码3", "designated institution 3 for work injury", text, 9}},
    {{0x8D, "生育定点医疗机构代码1", "designated institution 1 for maternity", text, 9}},
    {{0x8E, "生育定点医疗机构代码2", "designated institution 2 for maternity", text, 9}},
    {{0x8F, "用卡方式", "use of the card", text, 1, medical_card_uses}},
};

constexpr ItemSpec offline_items[] = {
    {{0x90, "准许脱网标志", "settlement offline allowed", text, 1}, {}, 1, own},
    {{0x92, "脱网累计金额", "sum settled offline", digits, 4}, {}, 1, {true, 0x90}},
    {{0x93, "脱网累计次数", "times settled offline", text, 2}, {}, 1, own},
};

constexpr Datum transaction_fields[] = {
    {0, "交易序号", "number", number, 2},
    {0, "交易类型", "kind", text, 1, medical_transactions},
    {0, "终端机编号", "terminal", digits, 6},
    {0, "交易时间", "at", moment, 7},
    {0, "个人账户交易金额", "from the personal account", fen, 4},
    {0, "个人自付金额", "paid by the holder", fen, 4},
    {0, "统筹支付金额", "paid by the pool", fen, 4},
};

constexpr Datum special_fields[] = {
    {0, "序号", "number", number, 2},
    {0, "类别", "kind", text, 1},
};

constexpr std::string_view key = "RK1DF04";

constexpr ApplicationFile files[] = {
    {0xEF05,
     "EF05",
     "医疗保险基本信息",
     "medical insurance",
     Structure::linear,
     Right::pin_or_key,
     key,
     basic_items,
     {}},
    {0xEF06,
     "EF06",
     "医疗保险临时脱网结算",
     "settlement offline",
     Structure::linear,
     Right::pin_and_key,
     key,
     offline_items,
     {}},
    {0xEF08,
     "EF08",
     "医疗交易明细",
     "medical transactions",
     Structure::cyclic,
     Right::pin,
     {},
     {},
     transaction_fields},
    {0xEF09,
     "EF09",
     "城镇居民医疗保险(过渡)",
     "urban residents' medical insurance (interim)",
     Structure::linear,
     Right::pin,
     {},
     {},
     {},
     0,
     true},
    {0xEF15,
     "EF15",
     "特殊医疗结算",
     "special medical settlements",
     Structure::cyclic,
     Right::pin_or_key,
     key,
     {},
     special_fields},
};

}  // namespace

std::span<const ApplicationFile> medical_files() noexcept { return files; }

}  // namespace sscard::card
