#include <unistd.h>

#include <array>
#include <cctype>
#include <chrono>
#include <span>
#include <sscard/activation/request.hpp>
#include <sscard/bytes.hpp>
#include <stdexcept>

namespace sscard::activation {

namespace {

constexpr std::size_t time_bytes = 6;
constexpr std::array<std::size_t, 4> hyphens{8, 13, 18, 23};

}  // namespace

std::string make_request_no() {
    std::array<std::uint8_t, 16> uuid{};
    if (::getentropy(uuid.data(), uuid.size()) != 0)
        throw std::runtime_error{"the system gives no random bytes"};
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    auto milliseconds =
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
    for (std::size_t i = time_bytes; i-- > 0; milliseconds >>= 8U)
        uuid[i] = static_cast<std::uint8_t>(milliseconds & 0xFFU);
    uuid[6] = static_cast<std::uint8_t>((uuid[6] & 0x0FU) | 0x70U);  // version 7
    uuid[8] = static_cast<std::uint8_t>((uuid[8] & 0x3FU) | 0x80U);  // variant of RFC 9562

    auto text = to_hex(uuid);
    for (auto& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    for (const auto at : hyphens) text.insert(at, "-");
    return text;
}

}  // namespace sscard::activation
