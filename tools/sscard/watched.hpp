#pragma once

#include <spdlog/spdlog.h>

#include <sscard/apdu/transport.hpp>
#include <sscard/patience.hpp>

namespace sscard::tool {

/// Looks at deadline and stop flag before every exchange, and logs its shape: header, lengths, status word,
/// never content.
class Watched final : public apdu::Transport {
public:
    Watched(apdu::Transport& inner, const Patience& patience) noexcept
        : inner_{&inner}, patience_{patience} {}

    Result<Bytes> transmit(ByteView command) override {
        if (const auto over = patience_.over()) return fail(*over, "transmit");
        auto answer = inner_->transmit(command);
        const auto header = to_hex(command.first(std::min<std::size_t>(command.size(), 4)));
        if (answer && answer->size() >= 2) {
            spdlog::debug("> {} ({} bytes)  < {} bytes, {}", header, command.size(), answer->size() - 2,
                          to_hex(ByteView{*answer}.last(2)));
        } else {
            spdlog::debug("> {} ({} bytes)  < no answer", header, command.size());
        }
        return answer;
    }
    apdu::Protocol protocol() const override { return inner_->protocol(); }
    Bytes atr() const override { return inner_->atr(); }

    void renew(const Patience& patience) noexcept { patience_ = patience; }

private:
    apdu::Transport* inner_;
    Patience patience_;
};

}  // namespace sscard::tool
