#pragma once

#include <algorithm>
#include <sscard/apdu/exchange.hpp>
#include <sscard/card/files.hpp>
#include <stdexcept>
#include <vector>

/// How programs read the card that do not count its bytes: what `sscard` is compared with.
namespace sscard::bench {

/// What to read: the records of each file, in order.
struct Plan {
    std::vector<card::Item> issuer;
    std::vector<card::Item> holder;
};

enum class Manner {
    asks_lengths,   // each length first with Le = 00, and the FCI that nobody needs
    exact_lengths,  // record by record, with the lengths of the specification
};

class Baseline {
public:
    Baseline(apdu::Transport& card, Manner manner) noexcept : card_{&card}, manner_{manner} {}

    void read(const Plan& plan) {
        send({0x00, 0xA4, 0x04, 0x00, {std::begin(card::environment_name), std::end(card::environment_name)}},
             manner_ == Manner::asks_lengths ? apdu::Fetch::everything : apdu::Fetch::nothing);
        read(card::issuer_file(), plan.issuer);
        read(card::holder_file(), plan.holder);
    }

private:
    void read(const card::File& file, const std::vector<card::Item>& items) {
        if (items.empty()) return;
        const auto high = static_cast<std::uint8_t>(file.fid >> 8U);
        const auto low = static_cast<std::uint8_t>(file.fid & 0xFFU);
        send({0x00, 0xA4, 0x02, 0x00, {high, low}}, apdu::Fetch::nothing);
        for (const auto& item : items) {
            constexpr std::uint32_t le_zero = 256;
            const auto length = manner_ == Manner::asks_lengths ? le_zero : item.length + 2U;
            send({0x00, 0xB2, item.tag, 0x00, {}, length}, apdu::Fetch::everything);
        }
    }
    void send(const apdu::Command& command, apdu::Fetch fetch) {
        const auto response = apdu::exchange(*card_, command, fetch);
        if (!response || !response->ok()) throw std::runtime_error{"the card does not give what it should"};
    }

    apdu::Transport* card_;
    Manner manner_;
};

}  // namespace sscard::bench
