#pragma once

#include <sscard/apdu/status.hpp>
#include <sscard/bytes.hpp>
#include <sscard/error.hpp>

namespace sscard::apdu {

/// A response APDU (ISO/IEC 7816-4:2020, 5.1): data of 0..65536 bytes and the status word.
struct Response {
    Bytes data;
    StatusWord status;

    /// Fault::malformed_card for fewer than 2 or more than 65538 bytes.
    static Result<Response> parse(ByteView bytes);

    bool ok() const noexcept { return status.ok(); }
};

}  // namespace sscard::apdu
