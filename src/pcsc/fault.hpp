#pragma once

#include <winscard.h>

#include <cstdint>
#include <span>
#include <sscard/error.hpp>

namespace sscard::pcsc {

/// One line of the table of PC/SC return codes.
struct Code {
    std::uint32_t code;
    Fault fault;
    const char* step = nullptr;      // says more than the name of the call
    const char* sentence = nullptr;  // msgid
};

/// Every code of pcsclite.h but success.
std::span<const Code> codes() noexcept;

/// A return code as the house counts it: LONG is 64 bits wide on one machine and negative on another.
constexpr std::uint32_t number(LONG code) noexcept { return static_cast<std::uint32_t>(code); }

/// The failure of a call, the raw code in its detail. A code that is not in the table is Fault::internal.
/// "No service" becomes Fault::access_denied when the service's socket is there but closed to this user,
/// which the client library does not tell apart.
tl::unexpected<Error> failure(const char* call, LONG code);

inline bool is(const Error& error, LONG code) noexcept { return error.detail == number(code); }

}  // namespace sscard::pcsc
