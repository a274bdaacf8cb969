#pragma once

#include <cstdint>
#include <optional>
#include <sscard/bytes.hpp>
#include <sscard/error.hpp>
#include <vector>

namespace sscard::virtual_card {

enum class FaultKind : std::uint8_t {
    card_removed,  // this command and every later one fail with Fault::card_removed
    mute,          // the same with Fault::mute_card
    status,        // the command is not carried out; `answer` is a status word
    garbage,       // the command is not carried out; `answer` is any bytes, none too
};

/// A fault on order.
struct PlannedFault {
    std::uint64_t at = 1;  // commands are counted from 1
    FaultKind kind = FaultKind::status;
    Bytes answer{};
};

/// Counts commands and says which of them go wrong, and how. A reset of the card does not start it anew.
class FaultSchedule {
public:
    explicit FaultSchedule(std::vector<PlannedFault> faults) noexcept : faults_{std::move(faults)} {}

    /// Counts one more command; what happens instead of it, or nothing when it is carried out.
    std::optional<Result<Bytes>> next();

    std::uint64_t commands() const noexcept { return commands_; }

private:
    std::vector<PlannedFault> faults_;
    std::uint64_t commands_ = 0;
    std::optional<Fault> gone_;
};

}  // namespace sscard::virtual_card
