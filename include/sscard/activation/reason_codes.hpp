#pragma once

#include <cstdint>
#include <string_view>

namespace sscard::activation {

/// What a code of the activation interface says about the request.
enum class Meaning : std::uint8_t {
    refusal,       // the authority's no: final
    not_accepted,  // this terminal is not accepted
    trouble,       // no decision: try again later, or a mistake on either side
};

/// One code of a Problem (RFC 9457) of the activation interface.
struct ReasonCode {
    std::string_view code;
    int status;  // HTTP
    Meaning meaning;
};

/// The code, or nullptr when the interface does not know it.
const ReasonCode* reason_code(std::string_view code) noexcept;

}  // namespace sscard::activation
