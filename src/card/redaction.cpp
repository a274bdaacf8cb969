#include <algorithm>
#include <sscard/apdu/atr.hpp>
#include <sscard/apdu/response.hpp>
#include <sscard/card/redaction.hpp>

#include "redact_records.hpp"
#include "redact_templates.hpp"

namespace sscard::card {
namespace {

constexpr std::uint8_t select = 0xA4;
constexpr std::uint8_t external_authenticate = 0x82;
constexpr std::uint8_t internal_authenticate = 0x88;
constexpr std::uint8_t read_binary = 0xB0;
constexpr std::uint8_t read_record = 0xB2;
constexpr std::uint8_t get_response = 0xC0;
constexpr std::size_t status_size = 2;

/// The file that a reading command names, and the offset in it.
struct Target {
    std::uint8_t sfi;  // 00: the current one
    std::size_t offset;
};

Target target_of(const apdu::Command& read) noexcept {
    constexpr std::uint8_t by_sfi = 0x80;
    if ((read.ins & 0xFEU) == read_record) return {static_cast<std::uint8_t>(read.p2 >> 3U), 0};
    if ((read.p1 & by_sfi) != 0) return {static_cast<std::uint8_t>(read.p1 & 0x1FU), read.p2};
    return {0, std::size_t{read.p1} << 8U | read.p2};
}

/// A status word begins with 6 or 9; anything else is part of an answer that was torn off.
bool is_status(ByteView bytes) noexcept { return bytes[0] >> 4U == 6 || bytes[0] >> 4U == 9; }

void zero(Span data) noexcept { std::fill(data.begin(), data.end(), std::uint8_t{0}); }

}  // namespace

/// Where the conversation stands.
class InventedPerson::Conversation {
public:
    explicit Conversation(const std::string& today) : today_{today}, fields_{today} {}

    /// Data may come in parts (GET RESPONSE). All that came so far are looked at each time: a part alone does
    /// not show what it is part of.
    void redact(ByteView command, Span part, apdu::StatusWord status) {
        if (command.size() < 2 || command[1] != get_response) {
            asked_ = apdu::Command::parse(command).value_or(apdu::Command{});
            collected_.clear();
        }
        const auto before = static_cast<std::ptrdiff_t>(collected_.size());
        collected_.insert(collected_.end(), part.begin(), part.end());
        auto whole = collected_;
        redact(whole);
        std::copy(whole.begin() + before, whole.end(), part.begin());
        follow(status);
    }

private:
    void redact(Span data) {
        constexpr std::uint8_t even = 0xFE;  // an odd instruction is its even neighbour with data objects
        const auto target = target_of(asked_);
        switch (asked_.ins & even) {
            case read_record:
                return redact_records(data, place_, place_.file(target.sfi), fields_, today_);
            case read_binary:
                return redact_binary(data, place_, place_.file(target.sfi), target.offset);
            case select:
            case 0xCA:  // GET DATA
                return redact_template(data, today_);
            case 0xA8:  // GET PROCESSING OPTIONS
                return redact_processing_options(data, today_);
            case external_authenticate:
            case internal_authenticate:
            case 0x84:  // GET CHALLENGE
            case 0x86:  // GENERAL AUTHENTICATE
                return zero(data);
            default:
                return fill(data);
        }
    }

    void follow(apdu::StatusWord status) {
        using enum apdu::StatusClass;
        const auto kind = classify(status);
        if (kind != success && kind != more_data && kind != warning) return;
        if (asked_.ins == select) place_.follow_select(asked_);
        if (asked_.ins == read_record || asked_.ins == read_binary)
            place_.open(place_.file(target_of(asked_).sfi));
    }

    std::string today_;
    InventedFields fields_;
    Place place_;
    apdu::Command asked_;
    Bytes collected_;  // in answer to it, as the card gave it
};

InventedPerson::InventedPerson(const std::string& today)
    : conversation_{std::make_unique<Conversation>(today)} {}
InventedPerson::~InventedPerson() = default;

Bytes InventedPerson::atr(ByteView atr) {
    constexpr std::array<std::uint8_t, 6> invented{0x31, 0x00, 0x00,
                                                   0x00, 0x00, 0x00};  // region, serial number
    Bytes redacted{atr.begin(), atr.end()};
    const auto parsed = apdu::Atr::parse(atr);
    if (!parsed) {
        zero(redacted);
        return redacted;
    }
    const std::size_t check_size = parsed->checksum_right ? 1 : 0;
    const auto size = std::min(invented.size(), parsed->historical.size());
    const auto place = Span{redacted}.last(size + check_size);
    for (std::size_t i = 0; i < size; ++i) {
        const auto now = invented[invented.size() - size + i];
        // A right check byte stays right, a wrong one wrong.
        if (check_size != 0) place.back() = static_cast<std::uint8_t>(place.back() ^ place[i] ^ now);
        place[i] = now;
    }
    return redacted;
}

Bytes InventedPerson::command(ByteView command) {
    constexpr std::size_t header_and_length = 5;
    constexpr std::size_t two_blocks = 16;
    const auto ins = command.size() > 1 ? command[1] : 0;
    if (ins == select) return {command.begin(), command.end()};
    const auto header = command.first(std::min(command.size(), header_and_length));
    Bytes said{header.begin(), header.end()};
    const bool answers = ins == external_authenticate || ins == internal_authenticate;
    if (answers && command.size() >= header_and_length + two_blocks)
        said.resize(header_and_length + two_blocks);
    return said;
}

Bytes InventedPerson::answer(ByteView command, ByteView answer) {
    Bytes redacted{answer.begin(), answer.end()};
    const Span all{redacted};
    if (all.size() < status_size || !is_status(all.last(status_size))) {
        zero(all);
        return redacted;
    }
    const auto status = all.last(status_size);
    conversation_->redact(command, all.first(all.size() - status_size),
                          apdu::StatusWord{static_cast<std::uint16_t>(status[0] << 8U | status[1])});
    return redacted;
}

}  // namespace sscard::card
