#include <algorithm>
#include <array>
#include <numeric>
#include <sscard/apdu/atr.hpp>

namespace sscard::apdu {
namespace {

constexpr std::uint8_t direct = 0x3B;
constexpr std::uint8_t inverse = 0x3F;
constexpr unsigned global_bytes = 15;  // "T=15" is no protocol: interface bytes for all of them follow

auto malformed() { return fail(Fault::malformed_card, "answer to reset"); }

/// Reads byte by byte and remembers whether it ever ran out.
class Cursor {
public:
    explicit Cursor(ByteView bytes) noexcept : rest_{bytes} {}

    std::uint8_t take() noexcept {
        if (rest_.empty()) {
            short_ = true;
            return 0;
        }
        const auto byte = rest_.front();
        rest_ = rest_.subspan(1);
        return byte;
    }
    ByteView take(std::size_t count) noexcept {
        short_ = short_ || count > rest_.size();
        const auto taken = rest_.first(std::min(count, rest_.size()));
        rest_ = rest_.subspan(taken.size());
        return taken;
    }
    bool ran_out() const noexcept { return short_; }
    ByteView rest() const noexcept { return rest_; }

private:
    ByteView rest_;
    bool short_ = false;
};

}  // namespace

Result<Atr> Atr::parse(ByteView bytes) {
    if (bytes.size() < 2 || bytes.size() > max_size || (bytes[0] != direct && bytes[0] != inverse))
        return malformed();
    Atr atr;
    atr.direct_convention = bytes[0] == direct;

    Cursor cursor{bytes.subspan(1)};
    const auto t0 = cursor.take();
    bool checksum_follows = false;
    bool protocol_indicated = false;
    auto present = t0;  // high nibble: which of TAi TBi TCi TDi follow
    for (int i = 1; (present & 0xF0U) != 0 && !cursor.ran_out(); ++i) {
        if ((present & 0x10U) != 0) {
            const auto ta = cursor.take();
            if (i == 1) atr.ta1 = ta;
        }
        if ((present & 0x20U) != 0) cursor.take();
        if ((present & 0x40U) != 0) cursor.take();
        if ((present & 0x80U) == 0) break;
        present = cursor.take();
        const auto indicated = present & 0x0FU;
        if (indicated != 0) checksum_follows = true;  // TCK is absent only when T=0 alone is indicated
        if (indicated != global_bytes) protocol_indicated = true;
        if (indicated > 1) continue;
        const auto protocol = indicated == 0 ? Protocol::t0 : Protocol::t1;
        if (std::find(atr.protocols.begin(), atr.protocols.end(), protocol) == atr.protocols.end())
            atr.protocols.push_back(protocol);
    }
    if (!protocol_indicated) atr.protocols.push_back(Protocol::t0);

    const auto historical = cursor.take(t0 & 0x0FU);
    atr.historical.assign(historical.begin(), historical.end());
    if (checksum_follows) {
        cursor.take();
        const auto sum = std::accumulate(bytes.begin() + 1, bytes.end(), 0U,
                                         [](unsigned all, std::uint8_t byte) { return all ^ byte; });
        atr.checksum_right = sum == 0;
    }
    if (cursor.ran_out() || !cursor.rest().empty()) return malformed();
    return atr;
}

std::optional<double> clocks_per_etu(std::optional<std::uint8_t> ta1) noexcept {
    constexpr double reserved = 0;
    constexpr std::array<double, 16> fi{372,      372, 558, 744,  1116, 1488, 1860,     reserved,
                                        reserved, 512, 768, 1024, 1536, 2048, reserved, reserved};
    constexpr std::array<double, 16> di{reserved, 1, 2, 4, 8, 16, 32, 64, 12, 20};
    constexpr std::uint8_t default_ta1 = 0x11;
    const auto value = ta1.value_or(default_ta1);
    const auto clocks = fi[value >> 4U];
    const auto bits = di[value & 0x0FU];
    if (clocks == reserved || bits == reserved) return std::nullopt;
    return clocks / bits;
}

}  // namespace sscard::apdu
