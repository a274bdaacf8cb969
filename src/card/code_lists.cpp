#include <algorithm>
#include <sscard/card/codes.hpp>

namespace sscard::card {
namespace {

constexpr Term household_category_table[] = {
    {"10", "非农业", "non-agricultural"},
    {"11", "本地非农", "local non-agricultural"},
    {"12", "外地非农", "non-local non-agricultural"},
    {"20", "农业", "agricultural"},
    {"21", "本地农业", "local agricultural"},
    {"22", "外地农业", "non-local agricultural"},
    {"30", "港澳台侨", "Hong Kong, Macao, Taiwan or overseas Chinese"},
    {"31", "香港", "Hong Kong"},
    {"32", "澳门", "Macao"},
    {"33", "台湾", "Taiwan"},
    {"34", "华侨", "overseas Chinese"},
    {"40", "外国人", "foreigner"},
    {"41", "未取得永久居留", "foreigner without permanent residence"},
    {"42", "取得永久居留", "foreigner with permanent residence"},
    {"50", "居民", "resident"},
    {"51", "本地居民", "local resident"},
    {"52", "外地居民", "non-local resident"},
};

constexpr Term employment_state_table[] = {
    {"1", "在业", "in work"},
    {"2", "离休", "retired veteran cadre"},
    {"3", "退休", "retired"},
    {"4", "退职", "resigned"},
    {"5", "失业", "unemployed"},
    {"6", "无业", "without work"},
    {"7", "从未就业", "never employed"},
    {"8", "其他非在业", "otherwise not in work"},
};

constexpr Term marital_state_table[] = {
    {"1", "未婚", "single"},   {"2", "已婚", "married"},    {"3", "丧偶", "widowed"},
    {"4", "离婚", "divorced"}, {"9", "未说明", "unstated"},
};

constexpr Term occupation_status_table[] = {
    {"11", "国家公务员", "civil servant"},
    {"12", "参照公务员管理", "administered as a civil servant"},
    {"13", "专业技术", "professional or technician"},
    {"17", "职员", "clerk"},
    {"21", "企业管理", "enterprise manager"},
    {"24", "工人", "worker"},
    {"27", "农民", "farmer"},
    {"31", "学生", "student"},
    {"37", "现役军人", "serviceman"},
    {"51", "自由职业", "freelancer"},
    {"54", "个体经营", "self-employed"},
    {"70", "无业", "without work"},
    {"80", "退(离)休", "retired"},
    {"90", "其他", "other"},
};

constexpr Term political_affiliation_table[] = {
    {"01", "中共党员", "member of the Communist Party"},
    {"02", "预备党员", "probationary member of the Communist Party"},
    {"03", "共青团员", "member of the Communist Youth League"},
    {"04", "民革", "Revolutionary Committee of the Kuomintang"},
    {"05", "民盟", "China Democratic League"},
    {"06", "民建", "China National Democratic Construction Association"},
    {"07", "民进", "China Association for Promoting Democracy"},
    {"08", "农工党", "Chinese Peasants' and Workers' Democratic Party"},
    {"09", "致公党", "China Zhi Gong Party"},
    {"10", "九三学社", "Jiusan Society"},
    {"11", "台盟", "Taiwan Democratic Self-Government League"},
    {"12", "无党派", "without party affiliation"},
    {"13", "群众", "none"},
};

constexpr Term education_level_table[] = {
    {"11", "博士", "doctorate"},
    {"14", "硕士", "master"},
    {"21", "大学本科", "bachelor"},
    {"31", "大学专科", "college"},
    {"41", "中专", "secondary specialised school"},
    {"44", "职高", "vocational high school"},
    {"47", "技校", "technical school"},
    {"61", "高中", "senior middle school"},
    {"71", "初中", "junior middle school"},
    {"81", "小学", "primary school"},
    {"90", "其他", "other"},
};

// The certificate of enrolment knows the pension schemes and more.
constexpr Term insurance_scheme_table[] = {
    {"110", "城镇企业职工", "urban enterprise employees"},
    {"120", "机关事业", "government and public institutions"},
    {"150", "新农保", "new rural pension"},
    {"160", "城镇居民", "urban residents"},
    {"170", "城乡居民", "urban and rural residents"},
    {"210", "失业", "unemployment"},
    {"310", "职工医保", "employees' medical insurance"},
    {"380", "新农合", "new rural cooperative medical scheme"},
    {"390", "城乡居民医保", "urban and rural residents' medical insurance"},
    {"391", "城镇居民医保", "urban residents' medical insurance"},
    {"410", "工伤", "work injury"},
    {"510", "生育", "maternity"},
};
constexpr std::size_t pension_scheme_count = 5;

constexpr Term medical_scheme_table[] = {
    {"310", "职工医保", "employees' medical insurance"},
    {"340", "离休", "retired veteran cadres"},
    {"360", "老红军", "Red Army veterans"},
    {"380", "新农合", "new rural cooperative medical scheme"},
    {"390", "城乡居民医保", "urban and rural residents' medical insurance"},
    {"391", "城镇居民医保", "urban residents' medical insurance"},
};

constexpr Term medical_category_table[] = {
    {"11", "在职", "in work"},
    {"21", "退休", "retired"},
    {"22", "退休易地安置", "retired, settled elsewhere"},
    {"31", "离休", "retired veteran cadre"},
    {"32", "老红军", "Red Army veteran"},
    {"33", "二乙以上伤残军人", "disabled serviceman of grade 2B or above"},
    {"34", "医疗照顾", "entitled to medical care"},
    {"91", "其他", "other"},
};

constexpr Term medical_card_use_table[] = {{"1", "联机", "online"}, {"2", "脱机", "offline"}};
constexpr Term medical_transaction_table[] = {{"1", "圈存", "load"}, {"2", "结算", "settlement"}};
constexpr Term yes_or_no_table[] = {{"0", "否", "no"}, {"1", "是", "yes"}};

}  // namespace

std::span<const Term> household_categories() noexcept { return household_category_table; }
std::span<const Term> employment_states() noexcept { return employment_state_table; }
std::span<const Term> marital_states() noexcept { return marital_state_table; }
std::span<const Term> occupation_statuses() noexcept { return occupation_status_table; }
std::span<const Term> political_affiliations() noexcept { return political_affiliation_table; }
std::span<const Term> education_levels() noexcept { return education_level_table; }
std::span<const Term> pension_schemes() noexcept {
    return std::span{insurance_scheme_table}.first<pension_scheme_count>();
}
std::span<const Term> insurance_schemes() noexcept { return insurance_scheme_table; }
std::span<const Term> medical_schemes() noexcept { return medical_scheme_table; }
std::span<const Term> medical_categories() noexcept { return medical_category_table; }
std::span<const Term> medical_card_uses() noexcept { return medical_card_use_table; }
std::span<const Term> medical_transactions() noexcept { return medical_transaction_table; }
std::span<const Term> yes_or_no() noexcept { return yes_or_no_table; }

const Term* term_for(std::span<const Term> table, std::string_view code) noexcept {
    const auto found =
        std::find_if(table.begin(), table.end(), [code](const Term& entry) { return entry.code == code; });
    return found == table.end() ? nullptr : &*found;
}

}  // namespace sscard::card
