#include <sscard/apdu/tlv.hpp>
#include <sscard/card/application.hpp>

#include "commands.hpp"

namespace sscard::card {
namespace {

constexpr const char* step = "select application";
constexpr std::uint16_t master_file = 0x3F00;
constexpr std::uint8_t select_df = 0x00;
constexpr std::uint8_t select_ef = 0x02;

using apdu::Fetch;
using apdu::Response;
using apdu::StatusClass;

/// The cipher named in the issuer data of the FCI: 9F0C { 86 01 xx }.
std::optional<Algorithm> named_algorithm(ByteView fci) {
    const auto issuer_data = apdu::find_ber(fci, 0x9F0C);
    if (!issuer_data) return std::nullopt;
    const auto value = apdu::find_ber(*issuer_data, 0x86);
    if (!value || value->size() != 1) return std::nullopt;
    switch (value->front()) {
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

Environment selected(ByteView fci) {
    return {.fci_given = apdu::find_ber(fci, 0x6F).has_value(), .algorithm = named_algorithm(fci)};
}

bool is_blocked(const Response& response) noexcept {
    return classify(response.status) == StatusClass::blocked || response.status.value == 0x6A81;
}

/// Some drivers and contactless cards want Le, and say so in different words.
bool wants_le(const Response& response) noexcept {
    const auto kind = classify(response.status);
    return kind == StatusClass::wrong_length || kind == StatusClass::wrong_le;
}

Result<Response> select_name(apdu::Transport& card) {
    auto command = select_by_name(environment_name);
    auto response = exchange(card, command, Fetch::nothing);
    if (!response || !wants_le(*response)) return response;
    command.expected = 256;
    return exchange(card, command, Fetch::nothing);
}

/// EF05 under the MF, with a card number in it: proof enough where the name is unknown.
Result<bool> has_issuer_file_under_mf(apdu::Transport& card) {
    const auto selection = exchange(card, select_by_fid(issuer_file().fid, select_ef), Fetch::nothing);
    if (!selection || !selection->ok()) return selection.map([](const Response&) { return false; });
    constexpr std::uint8_t tag = 0x07;
    const auto* item = find_item(issuer_file(), tag);
    for (const auto addressing : {Addressing::number, Addressing::first_with_tag}) {
        const auto record = exchange(card, read_record(tag, addressing, 0, item->length + 2U));
        if (!record) return tl::unexpected{record.error()};
        const auto object = apdu::SimpleTlvReader{record->data}.next();
        if (record->ok() && object && object->tag == tag && object->value.size() >= item->length) return true;
    }
    return false;
}

}  // namespace

Result<Environment> select_environment(apdu::Transport& card) {
    auto response = select_name(card);
    if (response && classify(response->status) == StatusClass::not_found) {
        const auto root = exchange(card, select_by_fid(master_file, select_df), Fetch::nothing);
        if (!root) return tl::unexpected{root.error()};
        if (root->ok()) response = select_name(card);
    }
    if (!response) return tl::unexpected{response.error()};
    if (response->ok()) return selected(response->data);
    if (is_blocked(*response)) return fail(Fault::card_blocked, step, response->status.value);

    const auto shanghai = has_issuer_file_under_mf(card);
    if (!shanghai) return tl::unexpected{shanghai.error()};
    if (*shanghai) return Environment{.fci_given = false, .algorithm = {}, .under_mf = true};
    return fail(Fault::not_social_security_card, step, response->status.value);
}

}  // namespace sscard::card
