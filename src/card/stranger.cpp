#include <algorithm>
#include <iterator>
#include <optional>
#include <sscard/apdu/atr.hpp>
#include <sscard/apdu/tlv.hpp>
#include <sscard/card/stranger.hpp>

#include "ask.hpp"
#include "bounded.hpp"
#include "commands.hpp"

namespace sscard::card {
namespace {

using apdu::Protocol;
using apdu::StatusClass;

enum Kind : std::size_t {
    bank_card,
    psam,
    transport_card,
    passport,
    sim_card,
    health_card,
    piv_card,
    openpgp_card,
    storage_card,
    unknown,
};

constexpr Stranger kinds[] = {
    {"bank_card", msgid("this is no social security card; it seems to be a bank card")},
    {"psam",
     msgid("this is no social security card; it seems to be a PSAM, the security module of a reader")},
    {"transport_card", msgid("this is no social security card; it seems to be a transport card")},
    {"passport",
     msgid("this is no social security card; it seems to be a passport or another travel document")},
    {"sim_card", msgid("this is no social security card; it seems to be a SIM card")},
    {"health_card", msgid("this is no social security card; it seems to be a German health card")},
    {"piv_card", msgid("this is no social security card; it seems to be an identity card for staff (PIV)")},
    {"openpgp_card", msgid("this is no social security card; it seems to be an OpenPGP card")},
    {"storage_card", msgid("this is no social security card; it seems to be a card with nothing but memory")},
    {"unknown", msgid("this is no social security card, and no other card that is known here")},
};
static_assert(std::size(kinds) == unknown + 1);

/// An application name that tells whose card it is.
struct Sign {
    Kind kind;
    std::string_view name;                        // hexadecimal
    std::optional<Protocol> only = std::nullopt;  // cards that speak the other one do not have it
};

// The most likely in a reader for social security cards first. Bank cards may ride buses too, and transport
// cards have a directory of payment, so the bank's own application comes first and the directories after
// both.
constexpr Sign signs[] = {
    {bank_card, "A000000333010101"},         // UnionPay debit: JR/T 0025 (PBOC 3.0)
    {psam, "D15600000590"},                  // module of the social security card: LB002-2000, PSAM
    {transport_card, "A000000632010105"},    // purse of the ministry of transport: JT/T 978
    {transport_card, "A00000000386980701"},  // city cards of the ministry of housing: Metrodroid, CityUnion
    {bank_card, "315041592E5359532E4444463031"},                // 1PAY.SYS.DDF01: EMV 4.3, book 1, 12.2.2
    {bank_card, "325041592E5359532E4444463031", Protocol::t1},  // 2PAY.SYS.DDF01: EMV Contactless, book B
    {passport, "A0000002471001", Protocol::t1},                 // eMRTD application: ICAO Doc 9303, part 10
    {sim_card, "A0000000871002", Protocol::t0},                 // USIM: ETSI TS 101 220, annex E
    {bank_card, "A0000000031010"},                              // Visa credit or debit
    {bank_card, "A0000000041010"},                              // Mastercard credit or debit
    {health_card, "D2760001448000", Protocol::t1},              // eGK, master file: gemSpec_eGK_ObjSys
    {piv_card, "A00000030800001000"},                           // NIST SP 800-73-4, part 1, 2.2
    {openpgp_card, "D27600012401", Protocol::t1},               // OpenPGP smart card application 3.4, 4.2.1
};

// Of the category F, that nobody registers: who has it says yes to every name.
constexpr std::string_view name_of_nobody = "F06E6F626F6479";

constexpr std::uint32_t tag_name = 0x84;  // of the FCI
constexpr std::uint16_t terminal_file = 0x0016;
constexpr std::uint8_t select_ef = 0x02;
constexpr std::uint32_t terminal_number_size = 6;

Bytes bytes_of(std::string_view hex) { return from_hex(hex).value_or(Bytes{}); }

/// The start of historical bytes that readers make up for cards without commands of their own: PC/SC part 3,
/// 3.1.3.2.3.1.
bool is_storage_card(const apdu::Transport& card) {
    const auto start = bytes_of("804F0CA000000306");
    const auto atr = apdu::Atr::parse(card.atr());
    return atr && atr->historical.size() >= start.size() &&
           std::equal(start.begin(), start.end(), atr->historical.begin());
}

bool is_there(const apdu::Response& selection) noexcept {
    return took_select(selection) || classify(selection.status) == StatusClass::blocked;
}

/// Asks one card what it is.
class Probe {
public:
    explicit Probe(apdu::Transport& card) noexcept : card_{card, max_probes} {}

    Result<Kind> run() {
        if (is_storage_card(card_)) return storage_card;
        for (const auto& sign : signs) {
            if (sign.only && sign.only != card_.protocol()) continue;
            const auto shown = shows(bytes_of(sign.name));
            if (!shown) return tl::unexpected{shown.error()};
            if (*shown) return sign.kind;
            if (says_yes_to_all_) return unknown;
        }
        const auto module = has_terminal_number();  // nothing was selected: this is the master file
        if (!module) return tl::unexpected{module.error()};
        return *module ? psam : unknown;
    }

private:
    /// Whether there is an application of this name, locked or not: the card's answer names it, or at least
    /// the card does not say the same of a name that nobody has.
    Result<bool> shows(const Bytes& name) {
        const auto answer = ask_select(card_, select_by_name(name), wants_le_);
        if (!answer) return tl::unexpected{answer.error()};
        if (!is_there(*answer)) return false;
        if (const auto named = apdu::find_ber(answer->data, tag_name))
            return named->size() >= name.size() && std::equal(name.begin(), name.end(), named->begin());
        const auto other = ask_select(card_, select_by_name(bytes_of(name_of_nobody)), wants_le_);
        if (!other) return tl::unexpected{other.error()};
        says_yes_to_all_ = is_there(*other);
        return !says_yes_to_all_;
    }

    /// File 0016 of a PSAM holds 12 digits, packed. A PSAM speaks T=0.
    Result<bool> has_terminal_number() {
        if (card_.protocol() != Protocol::t0) return false;
        const auto selection = ask_select(card_, select_by_fid(terminal_file, select_ef), wants_le_);
        if (!selection) return tl::unexpected{selection.error()};
        if (!took_select(*selection)) return false;
        const auto number = exchange(card_, read_binary_at(0, terminal_number_size));
        if (!number) return tl::unexpected{number.error()};
        const auto is_packed = [](std::uint8_t byte) { return byte >> 4U <= 9 && (byte & 0x0FU) <= 9; };
        return number->ok() && number->data.size() == terminal_number_size &&
               std::all_of(number->data.begin(), number->data.end(), is_packed);
    }

    Bounded card_;
    bool wants_le_ = false;
    bool says_yes_to_all_ = false;
};

}  // namespace

std::span<const Stranger> stranger_table() noexcept { return kinds; }

Error not_ours(apdu::Transport& card, std::string_view step, apdu::StatusWord status) {
    const auto kind = Probe{card}.run();
    if (!kind && kind.error().fault != Fault::malformed_card) return kind.error();
    const auto& stranger = kinds[kind.value_or(unknown)];
    return Error{Fault::not_social_security_card, std::string{step}, status.value}.because(
        stranger.sentence, {std::string{stranger.word}});
}

}  // namespace sscard::card
