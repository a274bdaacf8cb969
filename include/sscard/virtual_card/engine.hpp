#pragma once

#include <array>
#include <cstdint>
#include <sscard/apdu/command.hpp>
#include <sscard/apdu/response.hpp>
#include <sscard/apdu/transport.hpp>
#include <sscard/virtual_card/card_file.hpp>

namespace sscard::virtual_card {

/// A card that answers as the specification of the social security card and ISO/IEC 7816-4 say, over the
/// files of a card file. Strict on purpose: what a real card may refuse, it refuses.
class Engine final : public apdu::Transport {
public:
    explicit Engine(CardFile file);

    /// Fails with Fault::mute_card or Fault::card_removed where the card file orders it, never otherwise.
    Result<Bytes> transmit(ByteView command) override;
    apdu::Protocol protocol() const override { return file_.protocol; }
    /// Empty when the card is mute.
    Bytes atr() const override { return file_.mute ? Bytes{} : file_.atr; }

    /// Power-up or reset: the master file is selected, no data waits, nothing is verified. Commands and wrong
    /// tries are counted on, and a changed PIN stays changed.
    void reset() noexcept;

    /// Commands transmitted since the engine was made.
    std::uint64_t commands() const noexcept { return faults_.commands(); }

private:
    using Handler = apdu::Response (Engine::*)(const apdu::Command&);
    struct Instruction;

    apdu::Response execute(ByteView bytes);
    bool well_formed(ByteView bytes, const apdu::Command& command) const noexcept;

    apdu::Response select(const apdu::Command& command);
    apdu::Response select_by_id(const apdu::Command& command);
    apdu::Response select_ef(const apdu::Command& command);
    apdu::Response select_by_name(const apdu::Command& command);
    apdu::Response enter(const DedicatedFile& directory, const apdu::Command& command);
    apdu::Response open(const ElementaryFile& file) noexcept;
    apdu::Response get_processing_options(const apdu::Command& command);
    const DedicatedFile* directory_by_id(std::uint16_t id) const noexcept;

    apdu::Response read_record(const apdu::Command& command);
    apdu::Response read_binary(const apdu::Command& command);
    apdu::Response get_response(const apdu::Command& command);
    apdu::Response get_challenge(const apdu::Command& command);
    apdu::Response deliver(const Bytes& data, const apdu::Command& command);

    apdu::Response verify(const apdu::Command& command);
    apdu::Response change_pin(const apdu::Command& command);
    std::uint16_t try_pin(ByteView value) noexcept;
    apdu::Response internal_authenticate(const apdu::Command& command);
    apdu::Response external_authenticate(const apdu::Command& command);
    std::uint16_t keys_here() const noexcept;
    bool asks_state(const apdu::Command& command) const noexcept;

    bool in_environment() const noexcept;
    void forget_rights() noexcept;
    std::uint16_t may_read(const ElementaryFile& file) const noexcept;
    bool allows_read(std::uint8_t p2) const noexcept;
    std::uint16_t make_current(std::uint8_t short_id) noexcept;
    std::uint16_t find_record(std::uint8_t mode, std::uint8_t p1) noexcept;
    std::uint32_t asked(const apdu::Command& command) const noexcept;
    apdu::Response exactly(Bytes data, std::uint32_t asked_for) const;

    CardFile file_;
    FaultSchedule faults_;
    const DedicatedFile* environment_ = nullptr;  // whose PIN and keys these are, if there is one
    const DedicatedFile* directory_ = nullptr;    // current DF
    const ElementaryFile* elementary_ = nullptr;  // current EF, if any
    std::size_t record_ = 0;                      // number of the current record; 0: none
    Bytes waiting_;                               // for GET RESPONSE
    bool processing_ = false;                     // GET PROCESSING OPTIONS was answered
    bool pin_verified_ = false;
    bool reader_authenticated_ = false;
    std::array<Bytes, 2> challenges_;  // of 8 bytes, not used yet: the last but one and the last; empty: none
    std::uint64_t random_ = 0;
};

}  // namespace sscard::virtual_card
