#pragma once

#include <cstdint>
#include <optional>
#include <sscard/apdu/transport.hpp>
#include <sscard/error.hpp>
#include <sscard/virtual_card/behaviour.hpp>
#include <sscard/virtual_card/faults.hpp>
#include <sscard/virtual_card/files.hpp>
#include <sscard/virtual_card/security.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace sscard::virtual_card {

/// What `sscard card list` shows of a card; nothing of it is personal.
struct Summary {
    std::string description;
    apdu::Protocol protocol = apdu::Protocol::t0;
    bool social_security = false;             // the environment is there, or its files under the MF
    bool files_under_master = false;          // the Shanghai form
    std::optional<std::string> spec_version;  // as on the card, padding removed; empty fields are nothing
    bool holder = false;
    bool holder_protected = false;
    bool blocked = false;
    bool mute = false;
    std::size_t applications = 0;  // beside the social security one
    std::size_t faults = 0;
};

/// A virtual card as its file describes it (docs/virtual-card.md), every item encoded as a real card holds
/// it.
struct CardFile {
    std::string description;
    Bytes atr;  // 2..33 bytes
    apdu::Protocol protocol = apdu::Protocol::t0;
    bool mute = false;                     // gives no answer to reset
    std::optional<std::uint16_t> blocked;  // status word that every SELECT gets
    DedicatedFile master;
    std::optional<Pin> pin;  // of the environment
    std::optional<Authentication> authentication;
    Algorithm algorithm = Algorithm::triple_des;
    std::uint16_t protected_status = 0x6982;  // READ of a file without the right to
    Behaviour behaviour;
    std::vector<PlannedFault> faults;

    /// Reads "sscard.card/1" JSON. Fault::input for anything wrong in it; the words name the key or the line,
    /// never a value.
    static Result<CardFile> parse(std::string_view json);

    Summary summary() const;
};

/// Name of the social security environment: "sx1.sh." and 社会保障 in GBK, 15 bytes.
ByteView environment_name() noexcept;

/// Every key that a card file may hold, file identifiers apart; once each, in the order of the manual.
std::vector<std::string_view> card_file_keys();

}  // namespace sscard::virtual_card
