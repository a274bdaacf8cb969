#include "applications.hpp"

namespace sscard::card {
namespace {

constexpr std::uint8_t common_aid[] = {0xD1, 0x56, 0x00, 0x00, 0x05, 0x00};
constexpr std::uint8_t employment_aid[] = {0xD1, 0x56, 0x00, 0x00, 0x05, 0x01};
constexpr std::uint8_t insurance_aid[] = {0xD1, 0x56, 0x00, 0x00, 0x05, 0x02};
constexpr std::uint8_t medical_aid[] = {0xD1, 0x56, 0x00, 0x00, 0x05, 0x03};
constexpr std::uint8_t talent_aid[] = {0xD1, 0x56, 0x00, 0x00, 0x05, 0x04};

constexpr Application table[] = {
    {0xDF01, "DF01", common_aid, "公共应用", "common application", common_files},
    {0xDF02, "DF02", employment_aid, "就业与失业", "employment and unemployment", employment_files},
    {0xDF03, "DF03", insurance_aid, "社会保险1", "social insurance 1", insurance_files},
    {0xDF04, "DF04", medical_aid, "社会保险2 (医疗保险)", "social insurance 2 (medical)", medical_files},
    {0xDF05, "DF05", {}, "生命与健康", "life and health", health_files},
    {0xDF06, "DF06", {}, "社会救助与优抚", "social relief and special care", relief_files},
    {0xDF07, "DF07", talent_aid, "人事与人才", "personnel and talent", talent_files},
};

constexpr ApplicationFile fingerprint{
    0xEF07, "EF07", "指纹数据", "fingerprint", Structure::transparent, Right::key, "RKSSSE", {}, {}, 0x300};
constexpr ApplicationFile photo{0xEF08,     "EF08",   "照片信息", "photo", Structure::transparent,
                                Right::key, "RKSSSE", {},         {},      0x1000};

}  // namespace

std::span<const Application> application_table() noexcept { return table; }
const ApplicationFile& fingerprint_file() noexcept { return fingerprint; }
const ApplicationFile& photo_file() noexcept { return photo; }

}  // namespace sscard::card
