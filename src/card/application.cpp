#include <sscard/apdu/tlv.hpp>
#include <sscard/card/application.hpp>
#include <sscard/card/checks.hpp>
#include <sscard/card/record_reader.hpp>
#include <sscard/card/stranger.hpp>

#include "ask.hpp"
#include "commands.hpp"

namespace sscard::card {
namespace {

constexpr const char* step = "select application";
constexpr std::uint16_t master_file = 0x3F00;
constexpr std::uint16_t not_supported = 0x6A81;
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

/// The card could not do what it was asked (64xx, 65xx), whatever it is.
bool has_failed(apdu::StatusWord status) noexcept { return status.sw1() == 0x64 || status.sw1() == 0x65; }

bool is_blocked(const Response& response) noexcept {
    return classify(response.status) == StatusClass::blocked || response.status.value == not_supported;
}

bool is_card_number(ByteView value) noexcept {
    constexpr std::size_t shortest = 8;
    return value.size() >= shortest;
}

bool is_identification_number(ByteView value) { return identification_number_well_formed(to_hex(value)); }

struct Proof {
    std::uint8_t tag;
    bool (*holds)(ByteView value);
};
constexpr Proof proofs[] = {{0x07, is_card_number}, {0x01, is_identification_number}};

/// What a card that is none of ours may say to commands for a file of ours: 6A81 is no lock there.
bool is_nonsense(const Error& error) noexcept {
    return error.fault == Fault::malformed_card || error.detail == not_supported;
}

/// EF05 under the MF, with a card number or a card identification code in it: proof enough where the name is
/// unknown. Cards of this kind are known to be read by number.
Result<bool> has_issuer_file_under_mf(apdu::Transport& card, bool wants_le) {
    Habits habits;
    habits.refuses_sfi = habits.refuses_tags = true;
    habits.wants_select_le = wants_le;
    const auto& file = issuer_file();
    for (const auto& proof : proofs) {
        auto content =
            RecordReader{card, habits, true}.read(file, file.items, std::span{find_item(file, proof.tag), 1});
        if (!content && is_nonsense(content.error())) return false;
        if (!content) return tl::unexpected{std::move(content.error())};
        if (content->state != FileContent::State::present) return false;
        if (proof.holds(content->records[proof.tag])) return true;
    }
    return false;
}

}  // namespace

Result<Environment> select_environment(apdu::Transport& card, bool with_le) {
    bool wants_le = with_le;
    const auto name = select_by_name(environment_name);
    auto response = ask_select(card, name, wants_le);
    if (response && !took_select(*response) && !is_blocked(*response)) {
        const auto root = ask_select(card, select_by_fid(master_file, select_df), wants_le);
        if (!root) return tl::unexpected{root.error()};
        if (classify(root->status) == StatusClass::blocked) response = root;
        if (took_select(*root)) response = ask_select(card, name, wants_le);
    }
    if (!response) return tl::unexpected{response.error()};
    if (is_blocked(*response)) return fail(Fault::card_blocked, step, response->status.value);
    if (has_failed(response->status)) return fail(Fault::malformed_card, step, response->status.value);

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
