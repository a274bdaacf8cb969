#pragma once

#include <memory>
#include <sscard/apdu/redaction.hpp>
#include <string>

namespace sscard::card {

/// Puts an invented person in the place of the card's holder, and an invented card in the place of theirs: a
/// recording keeps its shape and names nobody. Whatever is not known to be harmless is filled.
class InventedPerson final : public apdu::Redaction {
public:
    /// `today`, ISO 8601: what has expired stays expired.
    explicit InventedPerson(const std::string& today);
    ~InventedPerson() override;

    /// Region and serial number stand in the last six historical bytes.
    Bytes atr(ByteView atr) override;
    /// Names of files and applications are written, challenges and what answers them become zeros, other data
    /// are hidden.
    Bytes command(ByteView command) override;
    Bytes answer(ByteView command, ByteView answer) override;

private:
    class Conversation;
    std::unique_ptr<Conversation> conversation_;
};

}  // namespace sscard::card
