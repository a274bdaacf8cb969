#include "place.hpp"

#include <algorithm>
#include <sscard/card/files.hpp>

namespace sscard::card {
namespace {

constexpr std::uint16_t master_file = 0x3F00;
constexpr std::uint16_t first_by_sfi = 0xEF00;
constexpr std::size_t fid_size = 2;
constexpr std::uint8_t by_name = 0x04;
constexpr std::uint8_t to_parent = 0x03;

bool same(ByteView a, ByteView b) noexcept { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

}  // namespace

void Place::enter(std::uint16_t fid) noexcept {
    const auto table = application_table();
    const auto known =
        std::find_if(table.begin(), table.end(), [fid](const auto& entry) { return entry.fid == fid; });
    if (fid >> 8U == first_by_sfi >> 8U) {
        file_ = fid;
        return;
    }
    application_ = known == table.end() ? nullptr : &*known;
    area_ = application_ != nullptr ? Area::application
            : fid == master_file    ? Area::environment
                                    : Area::foreign;
    file_ = 0;
}

void Place::follow_select(const apdu::Command& select) {
    const ByteView name{select.data};
    if (select.p1 == to_parent || name.empty()) return enter(master_file);
    if (select.p1 != by_name) {  // a file identifier, or a path of them
        for (auto rest = name; rest.size() >= fid_size; rest = rest.subspan(fid_size))
            enter(static_cast<std::uint16_t>(rest[0] << 8U | rest[1]));
        return;
    }
    const auto table = application_table();
    const auto known = std::find_if(table.begin(), table.end(), [&](const auto& entry) {
        return !entry.aid.empty() && same(entry.aid, name);
    });
    application_ = known == table.end() ? nullptr : &*known;
    area_ = application_ != nullptr        ? Area::application
            : same(environment_name, name) ? Area::environment
                                           : Area::foreign;
    file_ = 0;
}

std::uint16_t Place::file(std::uint8_t sfi) const noexcept {
    return sfi == 0 ? file_ : static_cast<std::uint16_t>(first_by_sfi | sfi);
}

const ApplicationFile* Place::find_file(std::uint16_t fid) const noexcept {
    if (application_ == nullptr) return nullptr;
    const auto files = application_->files();
    const auto known =
        std::find_if(files.begin(), files.end(), [fid](const auto& entry) { return entry.fid == fid; });
    return known == files.end() ? nullptr : &*known;
}

}  // namespace sscard::card
