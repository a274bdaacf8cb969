#include <sscard/apdu/response.hpp>

namespace sscard::apdu {

Result<Response> Response::parse(ByteView bytes) {
    constexpr std::size_t status_size = 2;
    constexpr std::size_t max_answer = 65536;
    if (bytes.size() < status_size || bytes.size() > max_answer + status_size)
        return fail(Fault::malformed_card, "response");
    const auto data = bytes.first(bytes.size() - status_size);
    const auto status = bytes.last(status_size);
    return Response{Bytes{data.begin(), data.end()},
                    StatusWord{static_cast<std::uint16_t>(status[0] << 8U | status[1])}};
}

}  // namespace sscard::apdu
