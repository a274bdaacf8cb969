#pragma once

#include <sscard/bytes.hpp>

namespace sscard::apdu {

/// What a recording says in place of what went between terminal and card. It is shown the whole conversation,
/// in its order, so that it can know which file an answer is from; of a command with a PIN the header and Lc
/// alone.
class Redaction {
public:
    Redaction() = default;
    Redaction(const Redaction&) = delete;
    Redaction& operator=(const Redaction&) = delete;
    virtual ~Redaction() = default;

    virtual Bytes atr(ByteView atr) = 0;

    /// The bytes at the front of a command that may be written, and what is written for them; the others are
    /// hidden.
    virtual Bytes command(ByteView command) = 0;

    /// The answer to a command, status word included; as many bytes as the card's own.
    virtual Bytes answer(ByteView command, ByteView answer) = 0;
};

}  // namespace sscard::apdu
