#include <sscard/apdu/tlv.hpp>
#include <sscard/card/application.hpp>
#include <sscard/card/stranger.hpp>

#include "ask.hpp"
#include "commands.hpp"

namespace sscard::card {
namespace {

constexpr const char* step = "select application";
constexpr std::uint16_t master_file = 0x3F00;
constexpr std::uint8_t select_df = 0x00;
constexpr std::uint8_t select_ef = 0x02;

using apdu::Response;
using apdu::StatusClass;

std::optional<Algorithm> algorithm_numbered(std::uint8_t code) noexcept {
    switch (code) {
        case 0x01:
            return Algorithm::triple_des;
        case 0x02:
            return Algorithm::ssf33;
        case 0x03:
            return Algorithm::sm4;
        default:
            return std::nullopt;
    }
}

/// Reads the issuer data of the FCI: 9F0C { 86 01 xx }.
Environment described_by(ByteView fci) {
    Environment environment;
    environment.fci_given = apdu::find_ber(fci, 0x6F).has_value();
    const auto issuer_data = apdu::find_ber(fci, 0x9F0C);
    const auto value = issuer_data ? apdu::find_ber(*issuer_data, 0x86) : std::nullopt;
    environment.algorithm_named = value && !value->empty();
    if (value && value->size() == 1) environment.algorithm = algorithm_numbered(value->front());
    return environment;
}

bool is_blocked(const Response& response) noexcept {
    return classify(response.status) == StatusClass::blocked || response.status.value == 0x6A81;
}

/// EF05 under the MF, with a card number in it: proof enough where the name is unknown.
Result<bool> has_issuer_file_under_mf(apdu::Transport& card, bool& wants_le) {
    const auto selection = ask_select(card, select_by_fid(issuer_file().fid, select_ef), wants_le);
    if (!selection) return tl::unexpected{selection.error()};
    if (!took_select(*selection)) return false;
    constexpr std::uint8_t tag = 0x07;
    const auto* item = find_item(issuer_file(), tag);
    Habits habits;
    for (const auto addressing : {Addressing::number, Addressing::first_with_tag}) {
        const auto record = ask_record(card, read_record(tag, addressing, 0, item->length + 2U), habits);
        if (!record) return tl::unexpected{record.error()};
        const auto object = apdu::SimpleTlvReader{record->data}.next();
        if (gave_data(*record) && object && object->tag == tag && object->value.size() >= item->length)
            return true;
    }
    return false;
}

}  // namespace

Result<Environment> select_environment(apdu::Transport& card, bool with_le) {
    bool wants_le = with_le;
    const auto name = select_by_name(environment_name);
    auto response = ask_select(card, name, wants_le);
    if (response && classify(response->status) == StatusClass::not_found) {
        const auto root = ask_select(card, select_by_fid(master_file, select_df), wants_le);
        if (!root) return tl::unexpected{root.error()};
        if (took_select(*root)) response = ask_select(card, name, wants_le);
    }
    if (!response) return tl::unexpected{response.error()};
    if (is_blocked(*response)) return fail(Fault::card_blocked, step, response->status.value);

    auto environment = described_by(response->data);
    if (!took_select(*response)) {
        const auto under_mf = has_issuer_file_under_mf(card, wants_le);
        if (!under_mf) return tl::unexpected{under_mf.error()};
        if (!*under_mf) return tl::unexpected{not_ours(card, step, response->status)};
        environment = {};
        environment.under_mf = true;
    }
    environment.wants_select_le = wants_le;
    return environment;
}

Result<Environment> describe_environment(apdu::Transport& card, Environment environment) {
    if (environment.fci_given) return environment;
    auto command = select_by_name(environment_name);
    if (card.protocol() != apdu::Protocol::t0) command.expected = whatever_is_there;
    const auto response = exchange(card, command);
    if (!response) return tl::unexpected{response.error()};
    if (!took_select(*response)) return environment;
    auto described = described_by(response->data);
    described.wants_select_le = environment.wants_select_le;
    return described;
}

std::optional<Algorithm> algorithm_of(const Environment& environment, std::string_view region) noexcept {
    if (environment.algorithm_named) return environment.algorithm;
    return region.starts_with("11") ? Algorithm::ssf33 : Algorithm::triple_des;
}

Result<void> return_to_environment(apdu::Transport& card, const Environment& environment) {
    bool wants_le = environment.wants_select_le;
    std::vector<apdu::Command> way{select_by_name(environment_name)};
    if (environment.under_mf)
        way = {select_by_fid(master_file, select_df), select_by_fid(issuer_file().fid, select_ef)};
    for (const auto& command : way) {
        const auto response = ask_select(card, command, wants_le);
        if (!response) return tl::unexpected{response.error()};
        if (is_blocked(*response)) return fail(Fault::card_blocked, step, response->status.value);
        if (!took_select(*response)) return fail(Fault::malformed_card, step, response->status.value);
    }
    return {};
}

}  // namespace sscard::card
