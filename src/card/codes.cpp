#include <algorithm>
#include <sscard/card/codes.hpp>
#include <sscard/error.hpp>

namespace sscard::card {
namespace {

// 97 and 98 stand in GB/T 3304 but not in the card specification; issuers use them.
constexpr Code ethnic_group_table[] = {
    {"01", "汉"},     {"02", "蒙古"},   {"03", "回"},       {"04", "藏"},       {"05", "维吾尔"},
    {"06", "苗"},     {"07", "彝"},     {"08", "壮"},       {"09", "布依"},     {"10", "朝鲜"},
    {"11", "满"},     {"12", "侗"},     {"13", "瑶"},       {"14", "白"},       {"15", "土家"},
    {"16", "哈尼"},   {"17", "哈萨克"}, {"18", "傣"},       {"19", "黎"},       {"20", "傈僳"},
    {"21", "佤"},     {"22", "畲"},     {"23", "高山"},     {"24", "拉祜"},     {"25", "水"},
    {"26", "东乡"},   {"27", "纳西"},   {"28", "景颇"},     {"29", "柯尔克孜"}, {"30", "土"},
    {"31", "达斡尔"}, {"32", "仫佬"},   {"33", "羌"},       {"34", "布朗"},     {"35", "撒拉"},
    {"36", "毛南"},   {"37", "仡佬"},   {"38", "锡伯"},     {"39", "阿昌"},     {"40", "普米"},
    {"41", "塔吉克"}, {"42", "怒"},     {"43", "乌孜别克"}, {"44", "俄罗斯"},   {"45", "鄂温克"},
    {"46", "德昂"},   {"47", "保安"},   {"48", "裕固"},     {"49", "京"},       {"50", "塔塔尔"},
    {"51", "独龙"},   {"52", "鄂伦春"}, {"53", "赫哲"},     {"54", "门巴"},     {"55", "珞巴"},
    {"56", "基诺"},   {"97", "其他"},   {"98", "外国血统"}, {"99", "其他"},
};

constexpr Code sex_table[] = {{"1", msgid("male")}, {"2", msgid("female")}, {"9", msgid("unstated")}};

constexpr Code class_table[] = {{"1", msgid("pre-school")},
                                {"2", msgid("student")},
                                {"3", msgid("adult")},
                                {"4", msgid("aged 70 or more")}};

}  // namespace

std::span<const Code> ethnic_groups() noexcept { return ethnic_group_table; }
std::span<const Code> sexes() noexcept { return sex_table; }
std::span<const Code> card_classes() noexcept { return class_table; }

std::optional<std::string_view> word_for(std::span<const Code> table, std::string_view code) noexcept {
    const auto found =
        std::find_if(table.begin(), table.end(), [code](const Code& entry) { return entry.code == code; });
    if (found == table.end()) return std::nullopt;
    return found->word;
}

}  // namespace sscard::card
