#include <algorithm>
#include <sscard/apdu/atr.hpp>
#include <sscard/virtual_card/wire.hpp>

namespace sscard::virtual_card {

namespace {

constexpr std::size_t status_size = 2;

std::uint64_t t0_bytes(ByteView command, std::size_t answered) noexcept {
    constexpr std::uint64_t header = 5;
    constexpr std::uint64_t procedure_byte = 1;
    const std::uint64_t sent =
        command.size() > header ? std::min<std::size_t>(command[4], command.size() - header) : 0;
    auto bytes = header + status_size;
    if (sent > 0) bytes += procedure_byte + sent;
    if (answered > 0) bytes += procedure_byte + answered;
    if (sent > 0 && answered > 0) bytes += header + status_size;  // the driver's GET RESPONSE
    return bytes;
}

/// Chained I-blocks of at most `largest` bytes, each but the last acknowledged by an R-block
/// (ISO/IEC 7816-3:2006, 11.3).
std::uint64_t t1_bytes(std::uint64_t size, std::uint64_t largest) noexcept {
    constexpr std::uint64_t prologue_and_checksum = 4;
    const auto blocks = std::max<std::uint64_t>(1, (size + largest - 1) / largest);
    return size + prologue_and_checksum * (2 * blocks - 1);
}

}  // namespace

WireSpeed WireSpeed::offered_by(ByteView atr) {
    WireSpeed speed;
    if (const auto parsed = apdu::Atr::parse(atr))
        speed.clocks_per_etu = apdu::clocks_per_etu(parsed->ta1).value_or(speed.clocks_per_etu);
    return speed;
}

std::uint64_t wire_bytes(apdu::Protocol protocol, ByteView command, ByteView answer) noexcept {
    if (protocol == apdu::Protocol::t0)
        return t0_bytes(command, std::max(answer.size(), status_size) - status_size);
    constexpr std::uint64_t card_takes = 32;     // IFSC, unless TA3 says otherwise
    constexpr std::uint64_t reader_takes = 254;  // IFSD, as CCID readers set it
    return t1_bytes(command.size(), card_takes) + t1_bytes(answer.size(), reader_takes);
}

double WireCost::milliseconds(const WireSpeed& speed) const noexcept {
    const auto clocks = static_cast<double>(bytes) * WireSpeed::etu_a_byte * speed.clocks_per_etu;
    return clocks / speed.clock_hz * 1000 + static_cast<double>(exchanges) * speed.processing_ms;
}

Result<Bytes> Metered::transmit(ByteView command) {
    auto answer = card_->transmit(command);
    if (answer) {
        ++cost_.exchanges;
        cost_.bytes += wire_bytes(card_->protocol(), command, *answer);
    }
    return answer;
}

}  // namespace sscard::virtual_card
