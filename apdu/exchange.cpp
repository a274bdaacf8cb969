#include <sscard/apdu/exchange.hpp>

namespace sscard::apdu {
namespace {

constexpr std::size_t max_answer = 65536;

/// Sends commands through one transport and counts them.
class Conversation {
public:
    explicit Conversation(Transport& card) noexcept : card_{&card} {}

    /// One command and, after 6Cxx, once more with the length that the card named. Not where that would be
    /// the same bytes: Le was that already, or T=0 has no room for it after data.
    Result<Response> send(Command command) {
        auto response = send_once(command);
        if (!response || response->status.sw1() != 0x6C) return response;
        const auto named = response->status.length();
        const bool room = command.data.empty() || card_->protocol() != Protocol::t0;
        if (!room || command.expected == named) return response;
        command.expected = named;
        return send_once(command);
    }

private:
    Result<Response> send_once(const Command& command) {
        if (++sent_ > max_transmissions) return fail(Fault::malformed_card, "exchange: no end", last_.value);
        const auto bytes = command.encode(card_->protocol());
        if (!bytes) return tl::unexpected{bytes.error()};
        const auto answer = card_->transmit(*bytes);
        if (!answer) return tl::unexpected{answer.error()};
        auto response = Response::parse(*answer);
        if (response) last_ = response->status;
        return response;
    }

    Transport* card_;
    unsigned sent_ = 0;
    StatusWord last_;
};

/// GET RESPONSE goes in the same logical channel, in the interindustry class (ISO/IEC 7816-4:2020, 5.4.1):
/// two bits name channels 0 to 3, four bits after 01 channels 4 to 19.
Command get_response(const Command& after, std::uint32_t length) {
    const bool proprietary = (after.cla & 0x80U) != 0;
    const bool further = (after.cla & 0x40U) != 0;
    const auto channel = after.cla & (further ? 0x4FU : 0x03U);
    const auto cla = static_cast<std::uint8_t>(proprietary ? 0x00 : channel);
    return Command{cla, 0xC0, 0x00, 0x00, {}, length};
}

}  // namespace

Result<Response> exchange(Transport& card, const Command& command, Fetch fetch) {
    Conversation conversation{card};
    auto response = conversation.send(command);
    if (!response) return response;

    auto collected = std::move(response->data);
    while (response->status.sw1() == 0x61) {
        if (fetch == Fetch::nothing) return Response{{}, StatusWord{0x9000}};
        response = conversation.send(get_response(command, response->status.length()));
        if (!response) return response;
        if (response->status.sw1() == 0x61 && response->data.empty())
            return fail(Fault::malformed_card, "GET RESPONSE: no progress", response->status.value);
        if (collected.size() + response->data.size() > max_answer)
            return fail(Fault::malformed_card, "GET RESPONSE: too long", response->status.value);
        collected.insert(collected.end(), response->data.begin(), response->data.end());
    }
    return Response{std::move(collected), response->status};
}

}  // namespace sscard::apdu
