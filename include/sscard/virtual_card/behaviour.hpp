#pragma once

#include <cstdint>
#include <optional>
#include <sscard/bytes.hpp>

namespace sscard::virtual_card {

/// What a card answers to a reading command with Le = 00.
enum class LeZero : std::uint8_t { correct, data };  // 6Cxx, or what there is

/// Where real cards differ. The defaults are what the specification of the card says.
struct Behaviour {
    bool get_response = true;  // T=0: 61xx to SELECT; false: FCI and 9000 at once, as some drivers do it
    LeZero le_zero = LeZero::correct;
    bool read_by_tag = true;     // READ RECORD, P2 low bits 000..011; false: 6A86
    bool read_by_number = true;  // 100
    bool read_all = true;        // 101, 110
    bool read_by_sfi = true;     // P2 high bits
    bool select_ef_p1_02 = true;
    bool select_ef_p1_00 = true;
    std::optional<Bytes> fci;  // of the social security environment; empty: SELECT gives 9000 alone
    std::uint64_t challenge_seed = 1;
};

}  // namespace sscard::virtual_card
